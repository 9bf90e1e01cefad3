using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Import;
using TorchSharp;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>What the child process does: opens one mutated file after another, asks it where it is a model, and writes a line for each that was neither read
/// nor refused.</summary>
internal static class MutationRun
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="arguments">Count, first seed, then the files to mutate.</param>
    public static void Run(string[] arguments, TextWriter output)
    {
        var (count, seed) = (int.Parse(arguments[0], CultureInfo.InvariantCulture), int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var sources = arguments[2..].Select(File.ReadAllBytes).ToArray();
        // As many files of each format, however many sources it has.
        var formats = Enumerable
            .Range(0, sources.Length)
            .GroupBy(source => MutationSources.FormatOf(arguments[2 + source]))
            .Select(format => format.ToArray())
            .ToArray();
        var (read, refused, slowest, worst) = (new int[sources.Length], new int[sources.Length], TimeSpan.Zero, "");
        var scratch = Golden.TestFolder.Create();
        for (var i = 0; i < count; i++)
        {
            // Every file meets the same draws, whatever other files are tried beside it.
            var (of, draw) = (formats[i % formats.Length], seed + i / formats.Length);
            var source = of[draw % of.Length];
            var format = MutationSources.FormatOf(arguments[2 + source]);
            var path = Path.Combine(
                scratch,
                "mutated"
                    + (
                        format switch
                        {
                            "manifest" => ".json",
                            "table" => ".csv",
                            "safetensors" => ".safetensors",
                            "zip" => ".zip",
                            _ => ".bin",
                        }
                    )
            );
            File.WriteAllBytes(path, FileMutation.Apply(sources[source], new Random(draw)));
            var what = $"seed {draw} of {format}/{Path.GetFileName(arguments[2 + source])}";
            output.WriteLine($"at {what}");
            output.Flush();
            // Processor time: what else the machine does is no fault of the file.
            var begin = Environment.CpuUsage.TotalTime;
            try
            {
                Open(path, format, scratch);
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
        var memory = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        for (var i = 0; i < sources.Length; i++)
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of {read[i]} {refused[i]} {MutationSources.FormatOf(arguments[2 + i])}/{Path.GetFileName(arguments[2 + i])}"
                )
            );
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"END {read.Sum()} {refused.Sum()} {slowest.TotalSeconds:0.000} {long.Parse(memory, CultureInfo.InvariantCulture) / 1024} {worst}"
            )
        );
    }

    // Read, and where it is a model, asked: an answer that is not finite is refused.
    private static void Open(string path, string format, string scratch)
    {
        switch (format)
        {
            case "weights.h5" or "safetensors":
                using (var network = Golden.TutorialNetwork.Create())
                {
                    ModelFile.LoadWeights(network, path);
                    Ask(network);
                }
                break;
            case "zip":
                Import(path, scratch);
                break;
            case "jpeg" or "png" or "gif" or "bmp" or "webp" or "tiff":
                PictureDecoder.Decode(path, "rgb");
                break;
            case "npy":
                NpyFile.Read(path).Dispose();
                break;
            case "table":
                using (var reader = DelimitedText.Open(path, PictureTable.MostBytes))
                {
                    PictureTable.Rows(reader, "manifest.csv", _ => null);
                }
                break;
            case "manifest":
                DataSource.Open(path);
                break;
            default:
                using (var loaded = ModelFile.Load(path))
                {
                    Ask(loaded.Network);
                }
                break;
        }
    }

    private static void Ask(Network network)
    {
        if (network.Inputs.Any(input => input.DType == "string" || input.Shape.Rank == 0))
        {
            return;
        }
        using var scope = torch.NewDisposeScope();
        using var ready = new ReadyNetwork(network);
        // Small where the size is open; refused where it is a bomb.
        var inputs = network
            .Inputs.Select(input => torch.ones([.. input.Shape.ToArray().Select((size, axis) => axis == 0 ? 1 : (long)(size ?? 16))]))
            .ToArray();
        foreach (var output in ready.Predict([.. inputs.Select(network.ToDevice)]))
        {
            FiniteOutput.Require(network, output.to_type(torch.ScalarType.Float32), output.shape[0]);
        }
    }

    private static void Import(string path, string scratch)
    {
        var store = Path.Combine(scratch, "store");
        var finished = new DatasetImporter(new StorageLayout(store), TimeProvider.System)
            .ImportAsync(path, null, _ => { }, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        if (Directory.Exists(store))
        {
            Directory.Delete(store, recursive: true);
        }
        if (finished.Reason is { } refusal)
        {
            throw new RefusedException(refusal);
        }
    }
}
