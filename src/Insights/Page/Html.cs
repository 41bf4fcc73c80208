using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insights.Page;

/// <summary>Draws a component to text, in this process: the one way the page is drawn for the browser, for the PDF and for tests.</summary>
public static class Html
{
    // Components get everything as parameters, so they need no services.
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    /// <summary>A whole page, as a browser wants it.</summary>
    public static async Task<string> PageAsync<TPage>(IDictionary<string, object?> parameters) where TPage : IComponent =>
        "<!DOCTYPE html>\n" + await DrawAsync(typeof(TPage), parameters);

    /// <summary>One component: a widget on its own.</summary>
    public static async Task<string> DrawAsync(Type component, IDictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(NoServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
