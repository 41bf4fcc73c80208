using Insights.Access;
using Insights.Page.Feedback;
using Insights.Page.News;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.Panels;

/// <summary>What a page needs to know of the one who opened it; a page that is drawn for paper has none.</summary>
/// <param name="Form">What every form must carry.</param>
/// <param name="SeenVersion">The newest release this reader has looked at; null for never.</param>
/// <param name="HasDesk">Whether feedback and settings can be left.</param>
/// <param name="Answers">Answers to this reader's feedback that were not put away yet.</param>
public sealed record Visit(AntiforgeryTokenSet Form, string? SeenVersion, bool HasDesk, IReadOnlyList<FeedbackEntry> Answers)
{
    public static async ValueTask<Visit> OfAsync(HttpContext context, IAntiforgery forms)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(forms);
        FormServices? formServices = context.RequestServices.GetService<FormServices>();
        Scope? scope = formServices is null ? null : context.Scope();
        IReadOnlyList<FeedbackEntry> answers = scope is not null && Sender.Of(context.Request) is { } sender
            ? await formServices!.Store.FeedbackBox.AnswersForAsync(scope, sender, context.RequestAborted)
            : [];
        return new Visit(forms.GetAndStoreTokens(context), context.Request.Cookies[NewsRoutes.Cookie], scope is not null, answers);
    }
}
