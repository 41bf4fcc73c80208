using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Insights.Widgets;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.HtmlRendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insights.Page;

/// <summary>Draws a component to text, in this process: the one way the page is drawn for the browser, for the PDF and for tests.</summary>
public static partial class Html
{
    // Components get everything as parameters, so they need no services.
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private const string Doctype = "<!DOCTYPE html>\n";

    /// <summary>A whole page, as a browser wants it.</summary>
    public static async Task<string> PageAsync<TPage>(IDictionary<string, object?> parameters) where TPage : IComponent =>
        Doctype + await DrawAsync(typeof(TPage), parameters);

    /// <summary>A whole page in UTF-8, without ever being one long text. Nothing is written before all of it is drawn, so a page that
    /// fails leaves nothing half-written.</summary>
    /// <param name="below">The path the program is served below, which goes before every address of ours; empty for none.</param>
    public static Task PageAsync<TPage>(IDictionary<string, object?> parameters, IBufferWriter<byte> into, string below = "")
        where TPage : IComponent =>
        DrawAsync(typeof(TPage), parameters, drawn =>
        {
            using var text = new Utf8Text(into);
            text.Write(Doctype);
            if (below.Length == 0) drawn.WriteHtmlTo(text);
            else text.Write(OurAddress().Replace(drawn.ToHtmlString(), found => $"{found.Value}{below}"));
            text.Flush();
            return true;
        });

    // Where an address of ours may stand. A quotation mark in anybody's text is written as an entity, so nothing else looks like it.
    [GeneratedRegex(""" (?:href|action|formaction|src|data-script|data-style|data-suggest|data-newer)="(?=/(?!/))""")]
    private static partial Regex OurAddress();

    /// <summary>A page of cards with everything in it and nothing to press: for the PDF, and for a link to the page as it was.</summary>
    public static Task<string> OnPaperAsync(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var parameters = new Dictionary<string, object?> { ["View"] = view with { OnPaper = true }, ["Standalone"] = true };
        return view is DashboardView ? PageAsync<DashboardPage>(parameters) : PageAsync<SummaryPage>(parameters);
    }

    /// <summary>One component: a widget on its own.</summary>
    public static Task<string> DrawAsync(Type component, IDictionary<string, object?> parameters) =>
        DrawAsync(component, parameters, static drawn => drawn.ToHtmlString());

    private static async Task<T> DrawAsync<T>(Type component, IDictionary<string, object?> parameters, Func<HtmlRootComponent, T> take)
    {
        await using var renderer = new HtmlRenderer(NoServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            take(await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))));
    }

    /// <summary>Drawing writes thousands of scraps; they are encoded some thousand characters at a time.</summary>
    private sealed class Utf8Text(IBufferWriter<byte> into) : TextWriter
    {
        private readonly Encoder encoder = Encoding.UTF8.GetEncoder();
        private readonly char[] scraps = new char[4096];
        private int count;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (count == scraps.Length) Encode(last: false);
            scraps[count++] = value;
        }

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            while (buffer.Length > 0)
            {
                if (count == scraps.Length) Encode(last: false);
                int taken = Math.Min(buffer.Length, scraps.Length - count);
                buffer[..taken].CopyTo(scraps.AsSpan(count));
                count += taken;
                buffer = buffer[taken..];
            }
        }

        public override void Flush() => Encode(last: true);

        private void Encode(bool last)
        {
            encoder.Convert(scraps.AsSpan(0, count), into, last, out _, out _);
            count = 0;
        }
    }
}
