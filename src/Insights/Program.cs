using Insights.Cli;

// Never disposed: a key may be pressed after everything else has ended.
var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return await CommandLine.RunAsync(args, TimeProvider.System, stop.Token);
