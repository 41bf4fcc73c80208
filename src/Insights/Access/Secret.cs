using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Insights.Access;

/// <summary>A word nobody can guess, which says whose it is: <c>{organisation}.{256 random bits}</c>. The organisation stands in it so that
/// the store is asked for one organisation's row only, as every statement must be.</summary>
public sealed record Secret(long OrganizationId, string Word)
{
    /// <summary>What is kept of it.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Word)));

    public static Secret New(long organizationId) =>
        new(organizationId, string.Create(CultureInfo.InvariantCulture,
            $"{organizationId}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}"));

    /// <summary>Null for what cannot be one.</summary>
    public static Secret? Read(string? word) =>
        word is { Length: > 40 and < 80 } && word.IndexOf('.', StringComparison.Ordinal) is > 0 and < 20 and int dot
        && long.TryParse(word.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out long organization)
            ? new Secret(organization, word) : null;

    /// <summary>Not the word: a secret in a log is none.</summary>
    public override string ToString() => $"a secret of organisation {OrganizationId}";
}
