using System.Globalization;
using System.Security.Cryptography;

namespace Insights.Access;

/// <summary>Hashes passwords of shared links: slowly, salted, and so that the cost can grow: <c>rounds.salt.hash</c>.</summary>
public static class Password
{
    private const int Rounds = 300_000, Size = 32;

    public static string Hash(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Rounds}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Of(password, salt, Rounds))}");
    }

    public static bool Fits(string password, string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        string[] parts = hash.Split('.');
        return CryptographicOperations.FixedTimeEquals(Of(password, Convert.FromBase64String(parts[1]),
            int.Parse(parts[0], CultureInfo.InvariantCulture)), Convert.FromBase64String(parts[2]));
    }

    private static byte[] Of(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, Size);
}
