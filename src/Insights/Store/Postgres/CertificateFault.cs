using System.Data.Common;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Insights.Store.Postgres;

/// <summary>What is wrong with a server's certificate: what the connection throws says only that it was refused.</summary>
internal sealed class CertificateFault(string settings)
{
    private volatile string? last;

    /// <summary>In words, of the certificate that was refused last; null when none was.</summary>
    public string? Last => last;

    /// <summary>Looks at the certificate once more when it was it that was refused, and at nothing else: no name and no password is
    /// sent.</summary>
    public async Task LookAsync(DbException failure, CancellationToken cancel)
    {
        if (failure.InnerException is not AuthenticationException) return;
        var looking = new NpgsqlConnectionStringBuilder(settings) { SslMode = SslMode.Require, RootCertificate = null, Pooling = false };
        await using var connection = new NpgsqlConnection(looking.ConnectionString);
        connection.SslClientAuthenticationOptionsCallback = options =>
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            last = Words(certificate, chain, errors);
            return false;
        };
        try
        {
            await connection.OpenAsync(cancel);
        }
        catch (DbException)
        {
            // It was seen, and refused as it should be.
        }
    }

    private static string Words(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        List<string> said = [];
        if (certificate is null) said.Add("the server shows none");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            said.Add($"it is made for another name than the one in Host ({certificate?.Subject})");
        if (chain is not null) said.AddRange(chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct());
        return $"The certificate of the server is not trusted: {string.Join("; ", said)}. Name who signed it (Root Certificate=FILE), " +
            "or have it made for the name in Host.";
    }
}
