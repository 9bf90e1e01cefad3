using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Toy.Tests.Core;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Toy.Tests;

/// <summary>Sequences of 2 to 9 marks in a manifest, and runs on them.</summary>
internal sealed class ToyFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mlops-toy-");

    public ToyFolder(int count = 38)
    {
        var random = new Random(7);
        var entries = new List<DatasetEntry>();
        for (var i = 0; i < count; i++)
        {
            var marks = Enumerable.Range(0, random.Next(2, 10)).Select(_ => random.Next(1, 10)).ToArray();
            var bytes = JsonSerializer.SerializeToUtf8Bytes(marks);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            Directory.CreateDirectory(Out($"blobs/{sha256[..2]}"));
            File.WriteAllBytes(Out($"blobs/{sha256[..2]}/{sha256}"), bytes);
            entries.Add(
                new DatasetEntry(i.ToString("D2", CultureInfo.InvariantCulture), "", bytes.Length, sha256, 0, 0)
                {
                    Target = [marks.Count(mark => mark % 2 == 1) * 2 > marks.Length ? 1 : 0, marks.Average()],
                }
            );
        }
        Manifest = new DatasetManifest(["odd", "height"], entries) { Kind = ToyCard.Kind, BlobRoot = "blobs" };
        File.WriteAllBytes(Data, JsonSerializer.SerializeToUtf8Bytes(Manifest, DatasetManifest.Json));
    }

    public DatasetManifest Manifest { get; }

    public string Data => Out("toy.manifest.json");

    public string Out(string name) => Path.Combine(_root.FullName, name);

    /// <summary>Two stages: the encoder frozen, then its Dense trained too.</summary>
    public TrainingSpec Spec(bool partners = false, params ComponentSpec[] callbacks) =>
        TaskMembers.With(
            new TrainingSpec
            {
                Task = ToyCard.TaskName,
                Data = new DataSpec
                {
                    Path = Data,
                    BatchSize = 4,
                    ValidationSplit = 0.3,
                },
                Backbone = new BackboneSpec { Name = "MobileNetV3Small", Weights = "none" },
                Loss = new LossSpec { Class = "ToyLoss" },
                Stages =
                [
                    new StageSpec { Epochs = 2, Optimizer = new ComponentSpec("Adam", ("learningRate", 0.02)) },
                    new StageSpec
                    {
                        Name = "fine-tuning",
                        Epochs = 2,
                        Unfreeze = Unfreeze.Last(3),
                        Optimizer = new ComponentSpec("Adam", ("learningRate", 0.01)),
                    },
                ],
                Callbacks = callbacks,
            },
            ToyCard.Partners,
            partners
        );

    public TrainingResult Run(
        TrainingSpec spec,
        string name,
        bool resume = false,
        long cacheBytes = 1 << 20,
        Action<RunEvent>? react = null,
        CancellationTokenSource? stop = null
    )
    {
        var options = new TrainerOptions(spec, Out(name), spec.Data.Path)
        {
            Resume = resume,
            Threads = 1,
            CacheBytes = cacheBytes,
        };
        return new Trainer(
            options,
            new ModelFiles(),
            new Watcher(react),
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) }
        ).Run(stop?.Token ?? Xunit.TestContext.Current.CancellationToken);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private sealed class Watcher(Action<RunEvent>? react) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value) => react?.Invoke(RunEventJson.TryRead(value!)!);
    }
}
