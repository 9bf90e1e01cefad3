using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>How many threads this process computes and decodes with: libtorch's within an operation, and the loops over pictures. libvips decodes each picture
/// on the thread that asks.</summary>
public static class ProcessThreads
{
    /// <summary>Setting: the number, where nobody says it on the command line. All processors by default.</summary>
    public const string Variable = "MLOPS_THREADS";

    private const int Most = 1024;

    private static int? set;

    public static int Count => set ?? Environment.ProcessorCount;

    /// <summary>Takes the number given, else the environment's, else all processors.</summary>
    /// <returns>Goes back to what was before.</returns>
    /// <exception cref="RefusedException">No number from 1 to 1024.</exception>
    public static IDisposable Use(int? given)
    {
        var before = set;
        var text = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable : null;
        set =
            given is not null ? Checked(given, "--threads", given.Value.ToString(CultureInfo.InvariantCulture))
            : text is null ? null
            : Checked(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, Variable, text);
        return new Before(before);
    }

    /// <summary>Tells libtorch, before its first operation.</summary>
    public static void TellTorch() => set_num_threads(Count);

    /// <summary>Does something for each number below <paramref name="count"/> on all threads.</summary>
    /// <exception cref="RefusedException">One was refused; of several the first is told.</exception>
    public static void For(int count, Action<int> work, CancellationToken stop = default)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Count }, work);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<RefusedException>().FirstOrDefault() is { } refused)
        {
            throw refused;
        }
    }

    private static int Checked(int? number, string setting, string received) =>
        number is >= 1 and <= Most
            ? number.Value
            : throw new RefusedException(new Refusal(RefusalKind.Invalid, "threads.number", ("setting", setting), ("most", Most), ("received", received)));

    private sealed class Before(int? count) : IDisposable
    {
        public void Dispose() => set = count;
    }
}
