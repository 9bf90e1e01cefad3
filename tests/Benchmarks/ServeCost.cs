using System.Diagnostics;
using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;

namespace MlOpsDashboard.Benchmarks;

/// <summary>One picture's answer, in milliseconds, the median of many.</summary>
/// <param name="Bare">The network's forward pass alone, as it was saved.</param>
/// <param name="Folded">The same made ready for inference.</param>
/// <param name="Folding">What making it ready costs, once.</param>
/// <param name="Decoding">Reading, decoding, resizing and preparing the picture.</param>
/// <param name="Warm">From the question to the answer of <c>mlops predict --stdin</c>.</param>
internal sealed record ServeCost(string Model, double Bare, double Folded, double Folding, double Decoding, double Warm)
{
    private const int Rounds = 40;

    /// <summary>The warm answer beyond decoding, over the bare forward pass.</summary>
    public double Ratio => (Warm - Decoding) / Bare;

    public static ServeCost Measure(string name, string picture)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var backbone = BackboneCatalog.Named(name);
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(224, 224, 3), Pooling = "avg" });
        network.Initialize(1);
        var store = new PictureStore(new LabelledFiles(".", [], [new LabelledFile("picture", 0, picture)]), new PictureFormat(224, 224), budgetBytes: 0);
        using var input = backbone.Preprocessing.Apply(store.Batch([0]));
        var folding = Median(() => FoldedNetwork.Of(network).Dispose());
        using var folded = FoldedNetwork.Of(network);
        return new ServeCost(
            name,
            Median(() => network.Predict(input).Dispose()),
            Median(() => folded.Predict(input).Dispose()),
            folding,
            Median(() => backbone.Preprocessing.Apply(store.Batch([0])).Dispose()),
            Warmed(name, picture)
        );
    }

    private static double Warmed(string name, string picture)
    {
        using var child = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "mlops"),
                ["predict", "--model", $"backbone:{name}?weights=none&input=224x224x3&pooling=avg", "--stdin"]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        child.ErrorDataReceived += (_, _) => { };
        child.BeginErrorReadLine();
        var median = Median(() =>
        {
            child.StandardInput.WriteLine(picture);
            child.StandardInput.Flush();
            using var answer = JsonDocument.Parse(child.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The warm child ended."));
            _ = answer.RootElement.GetProperty("probabilities");
        });
        child.StandardInput.Close();
        child.WaitForExit();
        return median;
    }

    private static double Median(Action what)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds + 5; round++)
        {
            using var scope = torch.NewDisposeScope();
            var clock = Stopwatch.GetTimestamp();
            what();
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }
        return times.Skip(5).Order().ElementAt(Rounds / 2);
    }
}
