using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>What the child process does: opens one mutated file after another, and writes a line for each that was neither read nor refused, or took too long.</summary>
internal static class MutationRun
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <param name="arguments">Count, first seed, then the files to mutate.</param>
    public static void Run(string[] arguments, TextWriter output)
    {
        var (count, seed) = (int.Parse(arguments[0], CultureInfo.InvariantCulture), int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var sources = arguments[2..].Select(File.ReadAllBytes).ToArray();
        var (read, refused, slowest, worst) = (new int[sources.Length], new int[sources.Length], TimeSpan.Zero, "");
        var path = Path.Combine(Golden.TestFolder.Create(), "model.bin");
        for (var i = 0; i < count; i++)
        {
            // Every file meets the same draws, whatever other files are tried beside it.
            var (source, draw) = (i % sources.Length, seed + i / sources.Length);
            File.WriteAllBytes(path, FileMutation.Apply(sources[source], new Random(draw)));
            var what = $"seed {draw} of {Path.GetFileName(arguments[2 + source])}";
            output.WriteLine($"at {what}");
            output.Flush();
            // Processor time: what else the machine does is no fault of the file.
            var begin = Environment.CpuUsage.TotalTime;
            try
            {
                Open(path, arguments[2 + source]);
                read[source]++;
            }
            catch (RefusedException refusal)
            {
                refused[source]++;
                if (refusal.Message.Length > 4100)
                {
                    output.WriteLine($"FAULT {what}: a sentence of {refusal.Message.Length} characters");
                }
            }
            catch (Exception fault)
            {
                output.WriteLine($"FAULT {what}: {fault.ToString().ReplaceLineEndings(" | ")}");
            }
            var spent = Environment.CpuUsage.TotalTime - begin;
            if (spent > slowest)
            {
                (slowest, worst) = (spent, what);
            }
        }
        var memory = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        for (var i = 0; i < sources.Length; i++) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"of {read[i]} {refused[i]} {Path.GetFileName(arguments[2 + i])}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"END {read.Sum()} {refused.Sum()} {slowest.TotalSeconds:0.000} {long.Parse(memory, CultureInfo.InvariantCulture) / 1024} {worst}"));
    }

    private static void Open(string path, string source)
    {
        if (!source.EndsWith(".weights.h5", StringComparison.Ordinal))
        {
            ModelFile.Load(path).Dispose();
            return;
        }
        using var network = Golden.TutorialNetwork.Create();
        ModelFile.LoadWeights(network, path);
    }
}
