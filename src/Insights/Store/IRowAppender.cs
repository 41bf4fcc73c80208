namespace Insights.Store;

/// <summary>Adds rows to one table, each as many values as the table was given columns.</summary>
public interface IRowAppender : IDisposable
{
    /// <summary>Whole rows, one after the other, as <see cref="RowBuffer"/> writes them.</summary>
    /// <exception cref="StoreException">A row could not be written.</exception>
    void Append(ReadOnlySpan<byte> rows);

    /// <summary>When this returns, every row handed in is in its table.</summary>
    /// <exception cref="StoreException">A row could not be written.</exception>
    void Complete();
}
