using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

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
    public static IReadOnlyList<OpenIdProblem> All { get; } =
        [Denied, State, Provider, Refused, Grant, Client, Token, Signature, Issuer, Audience, Expired, Early, Nonce];

    /// <summary>The problem of a code, or null when there is none.</summary>
    public static OpenIdProblem? Find(string? code) => All.FirstOrDefault(problem => problem.Code == code);
}

/// <summary>Somebody is not signed in, or not signed out, for a reason.</summary>
/// <param name="detail">For the log; holds no token and no secret.</param>
internal sealed class OpenIdException(OpenIdProblem problem, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public OpenIdProblem Problem => problem;

    /// <summary>The reason behind what the framework, or a library of its, throws; null for what is no failed sign-in but a fault of
    /// ours.</summary>
    public static OpenIdException? Of(Exception? failure) => failure switch
    {
        OpenIdException ours => ours,
        OpenIdConnectProtocolInvalidNonceException =>
            new(OpenIdProblem.Nonce, "The token's nonce is not the one this sign-in was begun with.", failure),
        OpenIdConnectProtocolInvalidAtHashException =>
            new(OpenIdProblem.Token, "The token was not given with this access token (at_hash).", failure),
        // The provider's own word for what was wrong, or an answer that is none.
        OpenIdConnectProtocolException { InnerException: not null } => new(OpenIdProblem.Provider, failure.Message, failure),
        OpenIdConnectProtocolException e when e.Data["error"] is string error => new(error switch
        {
            "invalid_grant" => OpenIdProblem.Grant,
            "invalid_client" or "unauthorized_client" => OpenIdProblem.Client,
            _ => OpenIdProblem.Refused,
        }, $"The provider says {Quoted(error)}, {Quoted(e.Data["error_description"] as string)}.", e),
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSigningKeyException =>
            new(OpenIdProblem.Signature, failure.Message, failure),
        SecurityTokenException or SecurityTokenArgumentException or OpenIdConnectProtocolException =>
            new(OpenIdProblem.Token, failure.Message, failure),
        AuthenticationFailureException => new(OpenIdProblem.State, failure.Message, failure),
        HttpRequestException or JsonException or TaskCanceledException { InnerException: TimeoutException } =>
            new(OpenIdProblem.Provider, failure.Message, failure),
        _ => null,
    };

    /// <summary>What somebody else wrote, fit for a line of the log.</summary>
    public static string Quoted(string? text) => text is null ? "nothing"
        : $"'{string.Concat(text.Take(200).Select(c => char.IsControl(c) ? ' ' : c))}'";
}
