using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Megabytes">Highest resident size of the child, from start to the written model.</param>
/// <param name="EpochSeconds">The second epoch: three steps of 32, and 16 pictures of validation.</param>
internal sealed record TrainingMemoryRow(string Backbone, string Precision, string Rematerialization, double Megabytes, double EpochSeconds);

/// <summary>What activations cost where they are kept and where they are computed twice: all layers, 224 pixels, batch 32, Adam, moving BatchNormalization, as
/// a process of its own.</summary>
internal static class TrainingMemory
{
    private static readonly (string, string)[] Usual = [("ResNet50V2", "float32"), ("ResNet50V2", "mixed_bfloat16"), ("EfficientNetB0", "float32")];

    public static IEnumerable<TrainingMemoryRow> Measure(string scratch, params string[] backbones)
    {
        var data = Pictures.Write(Path.Combine(scratch, "pictures"), 112, 224, classes: 2);
        foreach (var (backbone, precision) in backbones.Length == 0 ? Usual : [.. backbones.Select(name => (name, "float32"))])
        {
            foreach (var rematerialization in (string[])["none", "full"])
            {
                var spec = new TrainingSpec
                {
                    Data = new DataSpec { ValidationSplit = 1 / 7.0 },
                    Backbone = new BackboneSpec { Name = backbone, Weights = "none" },
                    Stages = [new StageSpec { Epochs = 2, Unfreeze = Unfreeze.All }],
                    BatchNormMode = "train",
                    Precision = precision,
                    Rematerialization = rematerialization,
                };
                var run = WholeRun.Measure(spec, data, Path.Combine(scratch, $"{backbone}-{precision}-{rematerialization}"), "none");
                yield return new(backbone, precision, rematerialization, run.HighestMegabytes, run.LastEpochSeconds);
            }
        }
    }
}
