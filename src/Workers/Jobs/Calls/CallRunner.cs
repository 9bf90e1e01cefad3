using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>Runs one call in a child of its own, within its limits.</summary>
internal sealed class CallRunner(ChildStarter starter, ChildTable table, IOptions<WorkerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Starts the child of a call.</summary>
    public PipedChild Start(WorkerCall call)
    {
        var threads = options.Value.CallThreads.ToString(CultureInfo.InvariantCulture);
        // Beside a training: it must not take every processor.
        var environment = new Dictionary<string, string>(call.Environment)
        {
            ["MLOPS_THREADS"] = threads,
            ["OMP_NUM_THREADS"] = threads,
            ["MKL_NUM_THREADS"] = threads,
        };
        var process = starter.Start(new(call.Arguments) { TakesInput = call.Line is not null, Environment = environment });
        return new(process, table.Add(new(call.What), process.Id));
    }

    public async Task<CallAnswer> RunAsync(WorkerCall call, CancellationToken cancellationToken)
    {
        await using var child = Start(call);
        await using var killing = cancellationToken.Register(child.Kill);
        Refusal? over = null;
        var answer = ReadAsync(child, call.AnswerBytes, call.OnLine);
        var begun = time.GetTimestamp();
        while (!child.Exit.IsCompleted)
        {
            await Task.WhenAny(child.Exit, Task.Delay(Pace, time, cancellationToken));
            if (answer.IsCompletedSuccessfully && await answer is null)
                over ??= new(RefusalKind.TooLarge, "work.child.output", RefusalValue.OfBytes("limit", call.AnswerBytes));
            if (time.GetElapsedTime(begun) > call.Time)
                over ??= new(RefusalKind.TooLarge, "calls.time", ("what", call.What), ("limit", call.Time));
            if (child.MemoryBytes > call.MemoryBytes)
                over ??= new(RefusalKind.Unavailable, "work.child.memory");
            if (over is not null)
                child.Kill();
            cancellationToken.ThrowIfCancellationRequested();
        }
        var exit = await child.Exit;
        cancellationToken.ThrowIfCancellationRequested();
        if (over is not null)
            return new("", over, null);
        return exit.Code == ChildExit.Done ? new(await answer ?? "", null) : new("", exit.Reason, exit.Code);
    }

    /// <returns>The whole output, or null where it is more than allowed.</returns>
    private static async Task<string?> ReadAsync(PipedChild child, int most, Action<string>? onLine)
    {
        var text = new StringBuilder();
        var buffer = new char[1 << 14];
        int read,
            told = 0;
        while ((read = await child.Output.ReadAsync(buffer)) > 0)
        {
            if (text.Length + read > most)
                return null;
            text.Append(buffer, 0, read);
            if (onLine is null)
                continue;
            var whole = text.ToString();
            for (int end; (end = whole.IndexOf('\n', told)) >= 0; told = end + 1)
                onLine(whole[told..end]);
        }
        return text.ToString();
    }
}
