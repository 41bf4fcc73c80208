using System.Data.Common;

namespace Insights.Store;

/// <summary>What was answered over all organisations.</summary>
/// <param name="Trouble">What kept some from answering; null when all did.</param>
internal sealed record Across<T>(IReadOnlyList<T> Rows, StoreException? Trouble);

/// <summary>Questions over all organisations, asked on purpose: one statement, however many there are. Where a part of the store is away
/// the others answer all the same.</summary>
internal static class Across
{
    private const string All = "organization_id >= 0";

    /// <param name="sql">The statement, given the condition that says whose rows.</param>
    /// <exception cref="StoreException">Nobody answers.</exception>
    public static async Task<Across<T>> AskAsync<T>(Engine engine, Func<string, string> sql, Func<DbDataReader, T> read,
        CancellationToken cancel,
        params (string, object?)[] parameters)
    {
        try
        {
            return new Across<T>(await AskAsync(All, once: false), null);
        }
        catch (StoreException e) when (e.Trouble != StoreTrouble.Damaged)
        {
            // That the list of organisations can be read says that it is not the whole store.
            IReadOnlyList<IReadOnlyList<long>> parts =
                await engine.ReadAsync(null, transaction => engine.PartsAsync(transaction, cancel), cancel);
            if (parts.Count < 2) throw;
            List<T> rows = [];
            await HalvesAsync(parts, 0, parts.Count);
            return new Across<T>(rows, e);

            // A few parts that are away are found in a few steps, and each is asked no oftener than that.
            async Task HalvesAsync(IReadOnlyList<IReadOnlyList<long>> parts, int from, int end)
            {
                int middle = (from + end) / 2;
                foreach ((int first, int last) in new[] { (from, middle), (middle, end) })
                {
                    if (first == last) continue;
                    long[] some = [.. parts.Skip(first).Take(last - first).SelectMany(part => part)];
                    try
                    {
                        rows.AddRange(await AskAsync("organization_id = ANY (@some)", once: true, ("@some", some)));
                    }
                    catch (StoreException) when (last - first > 1)
                    {
                        await HalvesAsync(parts, first, last);
                    }
                    catch (StoreException)
                    {
                        // This part is away; what was said of the whole says why.
                    }
                }
            }
        }

        Task<List<T>> AskAsync(string whose, bool once, params ReadOnlySpan<(string, object?)> more)
        {
            (string, object?)[] named = [.. parameters, .. more];
            return engine.ReadAsync(Engine.Every, transaction => transaction.ListAsync(sql(whose), read, cancel, named), cancel, once);
        }
    }
}

/// <summary>What somebody changed.</summary>
internal enum StoreTopic : byte { Facts, Outbox }

/// <summary>What one process of a store tells the others.</summary>
internal readonly record struct StoreNews(StoreTopic Topic, long OrganizationId);
