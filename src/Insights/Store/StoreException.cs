namespace Insights.Store;

/// <summary>What became of what was asked of the store.</summary>
public enum StoreTrouble
{
    /// <summary>It was understood and not done.</summary>
    Refused,
    /// <summary>The store cannot be reached at this moment; nothing of it was kept.</summary>
    Unreachable,
    /// <summary>What is in it is not what was written.</summary>
    Damaged,
    /// <summary>The store was lost in the moment of saving: nobody knows whether it was kept.</summary>
    Unsure,
    /// <summary>Somebody else was writing it for longer than could be waited; nothing of it was kept.</summary>
    Busy,
    /// <summary>There is no room left where it is kept.</summary>
    Full,
    /// <summary>It may only be read.</summary>
    ReadOnly,
    /// <summary>What it is kept on failed.</summary>
    Disk,
    /// <summary>There was too little memory.</summary>
    Memory,
}

/// <summary>The store cannot do what was asked; the message is a sentence for who runs the program: it may name the store.</summary>
public sealed class StoreException : Exception
{
    public StoreTrouble Trouble { get; init; }

    /// <summary>Where a damaged store is damaged.</summary>
    public string Where { get; init; } = "";

    public StoreException(string message) : base(message)
    {
    }

    public StoreException(string message, Exception? cause) : base(message, cause)
    {
    }
}
