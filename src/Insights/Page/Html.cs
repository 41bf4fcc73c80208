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

    public static async Task<string> DrawAsync<TComponent>(IDictionary<string, object?> parameters) where TComponent : IComponent =>
        await DrawAsync(typeof(TComponent), parameters);

    /// <inheritdoc cref="DrawAsync{TComponent}"/>
    public static async Task<string> DrawAsync(Type component, IDictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(NoServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
