using System.Data.Common;

namespace Insights.Store;

/// <summary>What differs between the database engines; everything else in this room is the same SQL on all of them.</summary>
public abstract class Engine
{
    /// <summary>Where the store is, for messages: a path, or a host and database without its password.</summary>
    public abstract string Location { get; }

    /// <summary>Opens a connection ready for use.</summary>
    /// <exception cref="StoreException">The store cannot be opened; says why and what to do.</exception>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancel);

    /// <summary>Begins a transaction that may write; a second writer waits for the first.</summary>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>The engine's fastest way to add many rows to one table inside the transaction.</summary>
    public abstract IRowAppender Append(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns);

    /// <summary>The engine's fastest way through many rows.</summary>
    public virtual RowCursor Walk(DbConnection connection, DbCommand command) => new ReaderCursor(command);

    /// <summary>Called after a large import was committed, to give back the space it took on the way.</summary>
    public virtual Task TidyAsync(DbConnection connection, CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>Adds rows to one table, each as many values as the table was given columns.</summary>
public interface IRowAppender : IDisposable
{
    /// <summary>Whole rows, one after the other, as <see cref="RowBuffer"/> writes them.</summary>
    /// <exception cref="StoreException">A row could not be written.</exception>
    void Append(ReadOnlySpan<byte> rows);
}

/// <summary>The store cannot do what was asked; the message is a sentence for a person.</summary>
public sealed class StoreException : Exception
{
    public StoreException(string message) : base(message)
    {
    }

    public StoreException(string message, Exception cause) : base(message, cause)
    {
    }
}
