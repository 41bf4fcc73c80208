using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources.Live;

/// <summary>What lets us in at sources: encrypted in the store by a key that is not in it (docs/live.md 3.7), so that a copy of the store
/// lets nobody in. AES-256-GCM; each text is bound to its organisation, source and name.</summary>
/// <param name="key">32 bytes; null where none is set: then one beside the store's file is used, and made when it is first needed.</param>
/// <param name="file">Where the store is a file; null where it is a database. With neither, what lets us in is kept in memory, and is gone
/// with the program.</param>
public sealed class SourceSecrets(ReferralStore store, byte[]? key, string? file)
{
    /// <summary>How many bytes a key has.</summary>
    public const int KeyLength = 32;

    private const int IdLength = 4, NonceLength = 12, TagLength = 16;

    private readonly ConcurrentDictionary<(long Organization, long Source, string Name), string> memory = [];
    private byte[]? found;

    /// <summary>Whether a restart of the program keeps it.</summary>
    public bool IsKept => key is not null || file is not null;

    /// <summary>Where the key lies that nobody set; null where there is none.</summary>
    public string? KeyFile => key is null && file is not null ? file + ".key" : null;

    /// <summary>The key; null where there is none.</summary>
    /// <exception cref="IOException">Its file cannot be read or made.</exception>
    private byte[]? Key(bool make)
    {
        if (key is not null || found is not null || KeyFile is not { } path) return key ?? found;
        lock (memory)
        {
            if (File.Exists(path)) return found = Said(File.ReadAllText(path));
            if (!make) return null;
            byte[] made = RandomNumberGenerator.GetBytes(KeyLength);
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(path, new UTF8Encoding(false), how)) writer.WriteLine(Convert.ToBase64String(made));
            return found = made;
        }
    }

    // One that is no key is as one that was lost: somebody has to sign in.
    private static byte[]? Said(string text)
    {
        var said = new byte[KeyLength];
        return Convert.TryFromBase64String(text.Trim(), said, out int length) && length == KeyLength ? said : null;
    }

    /// <summary>Sees that something can be kept.</summary>
    /// <exception cref="IOException">The key's file cannot be made.</exception>
    public void Prepare() => Key(make: true);

    /// <summary>The text as it was kept; null when there is none, or another key kept it.</summary>
    public async Task<string?> ReadAsync(Scope scope, long source, string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (Key(make: false) is not { } by) return memory.GetValueOrDefault((scope.OrganizationId, source, name));
        byte[]? kept = await store.Sources.SecretAsync(scope, source, name, cancel);
        if (kept is null || kept.Length < IdLength + NonceLength + TagLength || !kept.AsSpan(0,
            IdLength).SequenceEqual(IdOf(by))) return null;
        ReadOnlySpan<byte> nonce = kept.AsSpan(IdLength, NonceLength), tag = kept.AsSpan(IdLength + NonceLength, TagLength),
            cipher = kept.AsSpan(IdLength + NonceLength + TagLength);
        var plain = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(by, TagLength);
            aes.Decrypt(nonce, cipher, tag, plain, Bound(scope, source, name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            // Another key, or a row that was put elsewhere: somebody has to sign in.
            return null;
        }
    }

    /// <summary>Keeps a text, committed when this returns.</summary>
    public async Task KeepAsync(Scope scope, long source, string name, string text, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (Key(make: true) is not { } by)
        {
            memory[(scope.OrganizationId, source, name)] = text;
            return;
        }
        byte[] plain = Encoding.UTF8.GetBytes(text), kept = new byte[IdLength + NonceLength + TagLength + plain.Length];
        IdOf(by).CopyTo(kept);
        RandomNumberGenerator.Fill(kept.AsSpan(IdLength, NonceLength));
        using (var aes = new AesGcm(by, TagLength))
            aes.Encrypt(kept.AsSpan(IdLength, NonceLength), plain, kept.AsSpan(IdLength + NonceLength + TagLength),
                kept.AsSpan(IdLength + NonceLength, TagLength), Bound(scope, source, name));
        await store.Sources.PutSecretAsync(scope, source, name, kept, cancel);
    }

    /// <summary>Forgets what is in memory of a source.</summary>
    public void Forget(Scope scope, long source)
    {
        ArgumentNullException.ThrowIfNull(scope);
        foreach (var of in memory.Keys.Where(of => (of.Organization, of.Source) == (scope.OrganizationId, source))) memory.TryRemove(of,
            out _);
    }

    /// <summary>By which a key is told from the next.</summary>
    private static ReadOnlySpan<byte> IdOf(byte[] key) => SHA256.HashData(key).AsSpan(0, IdLength);

    private static byte[] Bound(Scope scope, long source, string name) => Encoding.UTF8.GetBytes(string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{scope.OrganizationId}/{source}/{name}"));
}
