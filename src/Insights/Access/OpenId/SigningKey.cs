using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace Insights.Access.OpenId;

/// <summary>A public key the provider signs with (RFC 7517).</summary>
internal sealed class SigningKey
{
    private const int ShortestRsa = 2048;

    /// <summary>Every algorithm a token may be signed with, and how it is checked. "none" and those over a shared secret are not among them.</summary>
    public static readonly FrozenDictionary<string, Func<SigningKey, SignedToken, bool>> Algorithms = new Dictionary<string, Func<SigningKey, SignedToken, bool>>
    {
        ["RS256"] = (key, token) => key.Rsa(token, RSASignaturePadding.Pkcs1),
        ["PS256"] = (key, token) => key.Rsa(token, RSASignaturePadding.Pss),
        ["ES256"] = (key, token) => key.Curve(token),
    }.ToFrozenDictionary();

    private string? id, algorithm;
    private RSAParameters? rsa;
    private ECParameters? curve;

    /// <summary>Whose tokens it may sign, for a provider of many tenants; null: all.</summary>
    public string? Issuer { get; private init; }

    /// <summary>The key of one entry of the provider's list, or null when it is none that we can check a signature with.</summary>
    public static SigningKey? Read(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || (entry.Text("use") ?? "sig") != "sig") return null;
        try
        {
            var key = new SigningKey { Issuer = entry.Text("issuer"), id = entry.Text("kid"), algorithm = entry.Text("alg") };
            switch (entry.Text("kty"))
            {
                case "RSA":
                    key.rsa = new RSAParameters { Modulus = Number(entry, "n"), Exponent = Number(entry, "e") };
                    using (var made = RSA.Create(key.rsa.Value)) return made.KeySize >= ShortestRsa ? key : null;
                case "EC" when entry.Text("crv") == "P-256":
                    key.curve = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Number(entry, "x"), Y = Number(entry, "y") } };
                    using (ECDsa.Create(key.curve.Value)) return key;
                default:
                    return null;
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True when a token signed so may be by this key.</summary>
    /// <param name="kid">The key the token names; null when it names none.</param>
    public bool Fits(string alg, string? kid) => (kid is null || kid == id) && (algorithm ?? alg) == alg && curve is not null == (alg == "ES256");

    private bool Rsa(SignedToken token, RSASignaturePadding padding)
    {
        using var made = RSA.Create(rsa!.Value);
        return made.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, padding);
    }

    private bool Curve(SignedToken token)
    {
        using var made = ECDsa.Create(curve!.Value);
        return made.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[] Number(JsonElement entry, string name) => Base64Url.DecodeFromChars(entry.Text(name) ?? throw new FormatException());
}
