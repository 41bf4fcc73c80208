using Insights.Widgets;
using Microsoft.AspNetCore.Components;

namespace Insights.Page.Panels;

/// <summary>Hangs the page's own things on every card: its "…" at the top, its thumbs at the bottom.</summary>
public static class Dressing
{
    public static WidgetView Dress(this WidgetView view, Visit visit)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view with
        {
            More = widget => Drawn<CardMenu>(view, visit, widget),
            Thumbs = widget =>
            Drawn<CardThumbs>(view, visit, widget)
        };
    }

    private static RenderFragment Drawn<TComponent>(WidgetView view, Visit visit, string widget) where TComponent : notnull, IComponent =>
        builder =>
    {
        builder.OpenComponent<TComponent>(0);
        builder.AddAttribute(1, "View", view);
        builder.AddAttribute(2, "Visit", visit);
        builder.AddAttribute(3, "Widget", widget);
        builder.CloseComponent();
    };
}
