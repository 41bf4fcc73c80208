namespace Insights.Tests.PartnerCenter;

/// <summary>A clock on which nobody waits: a timer fires as soon as it is made and moves the clock forward by its due time. The clock
/// never goes back; a timer's period is not obeyed.</summary>
/// <param name="now">What the clock shows first.</param>
/// <param name="held">Tells, by their due time, the timers that never fire. Time limits are timers too: a test that wants waits to pass
/// but no limit to be reached names the limits here.</param>
internal sealed class LeapingClock(DateTimeOffset now, Predicate<TimeSpan>? held = null) : TimeProvider
{
    private long ticks = now.UtcTicks;

    /// <summary>How often a timer fired.</summary>
    public int Leaps => leaps;
    private int leaps;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    /// <summary>Moves the clock forward; no timer fires for it.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref ticks, by.Ticks);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Leap(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Leap(LeapingClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int mine = Interlocked.Increment(ref setting);
            if (dueTime < TimeSpan.Zero || clock.Holds(dueTime)) return true;
            // Not on the caller's stack: whoever makes a timer has not kept it yet, and may hold a lock.
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                if (Volatile.Read(ref setting) != mine) return;
                clock.Advance(dueTime);
                Interlocked.Increment(ref clock.leaps);
                callback(state);
            }, null);
            return true;
        }

        public void Dispose() => Interlocked.Increment(ref setting);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private bool Holds(TimeSpan dueTime) => held is not null && held(dueTime);
}
