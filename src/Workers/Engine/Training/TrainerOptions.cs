using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Engine.Training.Branches;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Where and how a run runs.</summary>
/// <param name="Spec">What to train; checked already.</param>
/// <param name="OutputFolder">Receives everything the run leaves.</param>
/// <param name="DataPath">Folder of class folders or dataset manifest.</param>
public sealed record TrainerOptions(TrainingSpec Spec, string OutputFolder, string DataPath)
{
    /// <summary>Go on from the newest whole checkpoint, if there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>A run's folder, or a checkpoint in it, to go on from in <see cref="OutputFolder"/>; it is only read. Null for none.</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>A run and one of its epochs to go on from as a run of its own; null for none.</summary>
    public BranchSource? BranchFrom { get; init; }

    /// <summary>The state that <see cref="BranchFrom"/> names, once it is at hand.</summary>
    internal BranchStart? Branch { get; init; }

    /// <summary>Where states are kept to branch from; null is the folder <c>states</c> of <see cref="OutputFolder"/>.</summary>
    public string? StateFolder { get; init; }

    /// <summary>1000 MB.</summary>
    public const int DefaultStateMegabytes = 1000;

    /// <summary>Most bytes of kept states: beyond them they are thinned evenly. The newest is always kept, unless this is 0. A cross-validated run keeps
    /// none.</summary>
    public long StateBytes { get; init; } = DefaultStateMegabytes * 1_000_000L;

    /// <summary>Ends the training after so many epochs, without a report; null trains to the end.</summary>
    public int? LastEpochs { get; init; }

    internal KeptStates? OpenStates() =>
        Spec.CrossValidation is null && (StateBytes > 0 || Branch is not null)
            ? new KeptStates(StateFolder ?? Path.Combine(OutputFolder, KeptStates.FolderName), StateBytes)
            : null;

    /// <summary>The refusal to resume a run that was begun with another spec, which says what to do where its epochs alone are others.</summary>
    internal RefusedException OtherSpec() =>
        new(
            new Refusal(
                RefusalKind.Conflict,
                HasOtherEpochs() ? "training.resume.otherEpochs" : "training.resume.otherSpec",
                ("folder", ResumeFrom ?? OutputFolder)
            )
        );

    private bool HasOtherEpochs()
    {
        var file = Path.Combine(ResumeFrom ?? OutputFolder, "spec.json");
        return File.Exists(file) && TrainingSpecJson.Parse(File.ReadAllText(file)).Value is { } begun && Alike(begun) == Alike(Spec);

        static string Alike(TrainingSpec spec) =>
            TrainingSpecJson.WriteComplete(SpecHash.Lasting(spec) with { Stages = [.. spec.Stages.Select(stage => stage with { Epochs = 1 })] });
    }

    /// <summary>Where relative model files of the spec lie; default the current folder.</summary>
    public string SpecFolder { get; init; } = ".";

    /// <summary>The file of the spec's backbone, where the spec names a model of a registry; null takes <c>backbone.file</c> as a path.</summary>
    public string? BackboneFile { get; init; }

    /// <summary>Threads of one operation; default all processors. Kept over a resume, since results depend on it.</summary>
    public int Threads { get; init; } = ProcessThreads.Count;

    /// <summary>How depthwise convolutions compute under <c>mixed_bfloat16</c>; null measures it when a run begins. Kept over a resume.</summary>
    public DepthwiseChoice? Depthwise { get; init; }

    /// <summary>The speed of convolutions in bfloat16 over float32; null measures it when a run of <c>mixed_bfloat16</c> begins. Only what is told depends on
    /// it.</summary>
    public double? HalfSpeed { get; init; }

    /// <summary>Where the network computes; default the CPU.</summary>
    public TorchSharp.torch.Device Device { get; init; } = TorchSharp.torch.CPU;

    /// <summary>2.</summary>
    public const int DefaultAhead = PictureBatches.DefaultAhead;

    /// <summary>Most batches of pictures decoded ahead of the step, where they are not kept decoded; default 2. Results don't depend on it.</summary>
    public int Ahead { get; init; } = DefaultAhead;

    /// <summary>Whether a batch is augmented and copied while the step before it computes: where another device computes. Results don't depend on it.</summary>
    internal bool PreparesEarly
    {
        get => field || Device.type != TorchSharp.DeviceType.CPU;
        init;
    }

    /// <summary>Called with a sentence that a person should read before the run begins; null for nobody.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Where activations of frozen layers are kept between runs; null for nowhere.</summary>
    public string? FeatureFolder { get; init; }

    /// <summary>Most bytes of that folder; default 8 GiB.</summary>
    public long FeatureBytes { get; init; } = 8L << 30;

    // Who computes activations twice to save memory does not spend it on caches.
    private const long SparingBytes = 256L << 20;

    private bool IsSparing => Spec.Rematerialization == "full";

    /// <summary>Where the pictures of a run are kept decoded; null for nowhere.</summary>
    internal PictureCache? OpenPictures(PictureFormat format, int pictures) =>
        FeatureFolder is null || CacheBytes == 0 ? null : new PictureCache(FeatureFolder, format, pictures, FeatureBytes);

    internal FeatureBank OpenFeatures() => new(IsSparing ? Math.Min(CacheBytes, SparingBytes) : CacheBytes, FeatureFolder, FeatureBytes);

    internal PictureStore Open(LabelledFiles files, PictureFormat format, PictureCache? decoded) =>
        new(files, format, budgetBytes: IsSparing ? Math.Min(DecodedBytes, SparingBytes) : DecodedBytes) { Cache = decoded, Identifies = true };

    /// <summary>Most memory for decoded pictures; default <see cref="MemoryBudget.DecodedPictures"/>. Beyond it they are decoded at each use.</summary>
    public long DecodedBytes { get; init; } = MemoryBudget.Current.DecodedPictures;

    /// <summary>Most memory for cached activations; default <see cref="MemoryBudget.Activations"/>.</summary>
    public long CacheBytes { get; init; } = MemoryBudget.Current.Activations;

    /// <summary>Most bytes of a model's file.</summary>
    internal long ModelFileBytes { get; init; } = Formats.ModelFile.LargestFile;
}
