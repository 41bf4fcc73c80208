namespace Insights.Access.OpenId;

/// <summary>Why somebody was not signed in, as far as a stranger may know. <c>/sign-in?problem=CODE</c> says it; its sentence is the word
/// <c>signin.problem.CODE</c>, and the log has the particulars.</summary>
public sealed record OpenIdProblem
{
    private OpenIdProblem(string code) => Code = code;

    public string Code { get; }

    /// <summary>The person stopped, or the provider did not let them.</summary>
    public static OpenIdProblem Denied { get; } = new("denied");
    /// <summary>The answer belongs to no sign-in that this browser has begun and not finished.</summary>
    public static OpenIdProblem State { get; } = new("state");
    /// <summary>The provider is away, or says what cannot be understood.</summary>
    public static OpenIdProblem Provider { get; } = new("provider");
    /// <summary>The provider answered the sign-in with an error.</summary>
    public static OpenIdProblem Refused { get; } = new("refused");
    /// <summary>The code was used before, is too old or not ours.</summary>
    public static OpenIdProblem Grant { get; } = new("grant");
    /// <summary>The provider does not know this program or its secret.</summary>
    public static OpenIdProblem Client { get; } = new("client");
    /// <summary>The token is missing, incomplete or no token.</summary>
    public static OpenIdProblem Token { get; } = new("token");
    public static OpenIdProblem Signature { get; } = new("signature");
    public static OpenIdProblem Issuer { get; } = new("issuer");
    public static OpenIdProblem Audience { get; } = new("audience");
    public static OpenIdProblem Expired { get; } = new("expired");
    /// <summary>The token is dated after now.</summary>
    public static OpenIdProblem Early { get; } = new("early");
    public static OpenIdProblem Nonce { get; } = new("nonce");

    /// <summary>Every problem there is; each has a sentence in every language.</summary>
    public static IReadOnlyList<OpenIdProblem> All { get; } = [Denied, State, Provider, Refused, Grant, Client, Token, Signature, Issuer, Audience, Expired, Early, Nonce];

    /// <summary>The problem of a code, or null when there is none.</summary>
    public static OpenIdProblem? Find(string? code) => All.FirstOrDefault(problem => problem.Code == code);
}

/// <summary>Somebody is not signed in, or not signed out, for a reason.</summary>
/// <param name="detail">For the log; holds no token and no secret.</param>
internal sealed class OpenIdException(OpenIdProblem problem, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public OpenIdProblem Problem => problem;

    /// <summary>What somebody else wrote, fit for a line of the log.</summary>
    public static string Quoted(string? text) => text is null ? "nothing" : $"'{string.Concat(text.Take(200).Select(c => char.IsControl(c) ? ' ' : c))}'";
}
