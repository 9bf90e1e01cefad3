using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Engine.Surgery;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Builds what a spec describes, as Keras's transfer-learning tutorials do: input, augmentation, backbone (one nested network), head
/// (pooling, BatchNormalization, dropout, hidden layers, the task's end); or takes a file's whole model where the head is null.
/// </summary>
/// <param name="backboneFile">Stands in for the spec's <c>backbone.file</c>: where it names a model of a registry, this is its file.</param>
public sealed class ModelBuilder(IModelFiles files, string specFolder, string? backboneFile = null)
{
    /// <summary>Where the model will compute; decides which precisions there are.</summary>
    public TorchSharp.torch.Device Device { get; init; } = TorchSharp.torch.CPU;

    /// <summary>Where backbones come from; null for those of pictures.</summary>
    public IBackboneSource? Source { get; init; }

    /// <param name="end">What a head of this task ends in.</param>
    /// <exception cref="RefusedException">Shapes that do not fit, a file that can't be read, weights that can't be had.</exception>
    public TrainableModel Build(TrainingSpec spec, HeadEnd end) =>
        Build(
            spec,
            parts =>
            {
                if (spec.Head is { } head)
                {
                    return (WithHead(spec, head, parts, end), null);
                }
                Require(parts.Backbone, end);
                return (AsItIs(parts), null);
            }
        );

    /// <param name="head">The task's own.</param>
    /// <exception cref="RefusedException">As above; or the backbone has no such features.</exception>
    public TrainableModel Build(TrainingSpec spec, IFeatureHead head) =>
        Build(
            spec,
            parts =>
            {
                if (spec.Head is not null)
                {
                    return WithHead(spec, parts, head);
                }
                head.Require(parts.Backbone);
                return (AsItIs(parts), Ends(parts.Backbone));
            }
        );

    private TrainableModel Build(TrainingSpec spec, Func<Parts, (TrainableModel Model, IReadOnlyList<Layer>? Exact)> join)
    {
        using var names = NameScope.Begin();
        var (model, exact) = join(Source is { } source ? PartsOf(source, spec) : PartsOf(spec));
        model = spec.ContinueOptimizer ? model with { SavedOptimizer = files.ReadOptimizer(PathOf(spec.Backbone.File!)) } : model;
        model.Network.Initialize((ulong)spec.Seed);
        if (spec.Precision != "float32")
        {
            SetPrecision(model, exact ?? Ends(model.Core), spec.Precision, Device);
        }
        return model;
    }

    // As Keras advises, the classifier's softmax stays in float32.
    private static IReadOnlyList<Layer> Ends(Network network) => network.Layers[^1] is Network ? [] : [network.Layers[^1]];

    private sealed record Parts(BackboneStart Start, Sequential? Augmentation, PreprocessingFunction Preprocessing, TensorShape? Pictures)
    {
        public Network Backbone => Start.Backbone;

        public IReadOnlyList<RandomPictureLayer> Random => Augmentation is null ? [] : [.. Augmentation.Layers.OfType<RandomPictureLayer>()];

        // The network's inputs, and where the backbone begins.
        public (IReadOnlyList<KerasTensor> Inputs, IReadOnlyList<KerasTensor> Starts) Begin()
        {
            if (Pictures is null)
            {
                KerasTensor[] inputs = [.. Backbone.Inputs.Select(input => InputLayer.Create(input.Shape, input.DType, input.Layer.Name).Output)];
                return (inputs, inputs);
            }
            var pictures = InputLayer.Create(Pictures, "float32").Output;
            return ([pictures], [Augmentation is null ? pictures : Augmentation.Apply(pictures)]);
        }

        public TrainableModel Model(Network network, Network target, Network core, bool hasHead) =>
            new(network, target, core, Random, Preprocessing, hasHead) { Tokenizer = Start.Tokenizer };
    }

    private Parts PartsOf(IBackboneSource source, TrainingSpec spec) =>
        new(source.Open(spec, files, spec.Backbone.File is { } file ? FileOf(file) : null), null, PreprocessingFunction.Named("identity"), null);

    private Parts PartsOf(TrainingSpec spec)
    {
        var (height, width, channels) = (spec.Data.ImageSize[0], spec.Data.ImageSize[1], Channels(spec));
        var augmentation = AugmentationFactory.CreateAll(spec.Augmentation, height, width, channels);
        var (backbone, preprocessing) = Backbone(spec, height, width, channels);
        RequireChannels(preprocessing, channels, spec);
        return new Parts(
            new BackboneStart(backbone, (features, _, pooling) => Pool(features[0], pooling)),
            augmentation,
            preprocessing,
            TensorShape.Of(null, height, width, channels)
        );
    }

    private static int Channels(TrainingSpec spec) =>
        spec.Data.ColorMode switch
        {
            "grayscale" => 1,
            "rgba" => 4,
            _ => 3,
        };

    private (Network, PreprocessingFunction) Backbone(TrainingSpec spec, int height, int width, int channels)
    {
        var adapted = spec.Backbone.InputChannels;
        var before = adapted is null ? channels : 3;
        if (spec.Backbone.File is { } file)
        {
            var path = FileOf(file);
            var network = files.Read(path);
            RequireInput(network, height, width, before, file, adapted);
            return Adapted(spec.Head is null ? network : Cut(network, spec.Backbone.Layer), StoredPreprocessing.Of(path), channels, adapted);
        }
        var backbone = BackboneCatalog.Named(spec.Backbone.Name!);
        var weights = spec.Backbone.Weights;
        var built = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(height, width, before), ForImageNetWeights = weights == "imagenet" });
        if (weights != "none")
        {
            files.LoadWeights(backbone, built, weights == "imagenet" ? weights : PathOf(weights));
        }
        else if (adapted is not null)
        {
            built.Initialize((ulong)spec.Seed);
        }
        return Adapted(built, backbone.Preprocessing, channels, adapted);
    }

    private static (Network, PreprocessingFunction) Adapted(Network network, PreprocessingFunction preprocessing, int channels, InputChannelsSpec? how)
    {
        if (how is null)
        {
            return (network, preprocessing);
        }
        var adapted = ChannelSurgery.Adapt(network, preprocessing, channels, how.Method);
        foreach (var layer in adapted.Replaced)
        {
            layer.Dispose();
        }
        return (adapted.Network, adapted.Preprocessing);
    }

    private string FileOf(string file) =>
        backboneFile is not null ? backboneFile
        : !CustomModelPath.IsOne(file) ? PathOf(file)
        : throw new RefusedException(new Refusal("trainer.backbone.fileNeeded", ("received", file)));

    // What is subtracted or divided by channel fits no other number of channels.
    private static void RequireChannels(PreprocessingFunction preprocessing, int channels, TrainingSpec spec)
    {
        if (preprocessing.Steps.FirstOrDefault(step => step.Values.Count > 1 && step.Values.Count != channels) is { } step)
        {
            throw new RefusedException(
                new Refusal(
                    "trainer.pictures.channelsOfPreprocessing",
                    ("expected", step.Values.Count),
                    ("backbone", spec.Backbone.Name ?? spec.Backbone.File),
                    ("preprocessing", preprocessing.Name),
                    ("colorMode", spec.Data.ColorMode),
                    ("received", channels)
                )
            );
        }
    }

    private string PathOf(string file) => Path.IsPathRooted(file) || Path.Exists(file) ? file : Path.Combine(specFolder, file);

    private static void RequireInput(Network network, int height, int width, int channels, string file, InputChannelsSpec? adapted)
    {
        var shape = network.InputShape;
        long[] given = [height, width, channels];
        var fits = shape.Rank == 4;
        for (var axis = 1; fits && axis < 4; axis++)
        {
            fits = shape[axis] is not { } known || known == given[axis - 1];
        }
        if (!fits)
        {
            throw new RefusedException(
                new Refusal(
                    adapted is null && shape.Rank == 4 && shape[3] == 3 ? "trainer.pictures.inputAdaptable" : "trainer.pictures.input",
                    ("shape", shape.ToString()),
                    ("file", file),
                    ("height", height),
                    ("width", width),
                    ("channels", channels)
                )
            );
        }
    }

    // Without a layer named, a classifier is recognised and left out.
    internal static Network Cut(Network network, LayerReference? at) =>
        at switch
        {
            { Index: { } index } => network.CutAt(index),
            { Name: { } name } => network.CutAt(name),
            _ => ClassifierTop.Of(network) is { } top ? network.CutAt(top.Features) : network,
        };

    private static TrainableModel WithHead(TrainingSpec spec, HeadSpec head, Parts parts, HeadEnd end)
    {
        var (inputs, starts) = parts.Begin();
        var x = parts.Start.Pool(OnBackbone(spec, parts.Backbone, starts), inputs, head.Pooling);
        x = head.Hidden.Count == 0 || parts.Start.RegulatesFeatures ? Regulated(x, head) : x;
        foreach (var units in head.Hidden)
        {
            x = new Dense(units, head.Activation, kernelRegularizer: Penalty(head)).Apply(x);
            x = Regulated(x, head);
        }
        var output = new Dense(end.Units, end.Activation, kernelRegularizer: Penalty(head)).Apply(x);
        var network = new Network(inputs, [end.Rescaling is { } own ? new Rescaling(own.Scale, own.Offset).Apply(output) : output]);
        var core = inputs.SequenceEqual(starts) && end.Rescaling is null ? network : new Network(starts, [output]);
        return parts.Model(network, parts.Backbone, core, hasHead: true);
    }

    private static (TrainableModel, IReadOnlyList<Layer>?) WithHead(TrainingSpec spec, Parts parts, IFeatureHead head)
    {
        var (inputs, starts) = parts.Begin();
        var backbone = head.Features(parts.Backbone);
        var (output, exact) = head.Top(OnBackbone(spec, backbone, starts));
        var network = new Network(inputs, [output]);
        var core = inputs.SequenceEqual(starts) ? network : new Network(starts, [output]);
        return (parts.Model(network, backbone, core, hasHead: true), exact);
    }

    // base_model(x, training=False), as tutorials write it and a saved file keeps it.
    private static IReadOnlyList<KerasTensor> OnBackbone(TrainingSpec spec, Network backbone, IReadOnlyList<KerasTensor> starts)
    {
        var keywords = spec.BatchNormMode == "inference" ? new JsonObject { ["training"] = false, ["mask"] = null } : backbone.DefaultKeywords();
        return backbone.Apply(starts, starts.Count == 1 ? CallArguments.One(keywords) : CallArguments.List(starts.Count, keywords));
    }

    private static KerasTensor Pool(KerasTensor features, string pooling) =>
        features.Shape.Rank != 4
            ? features
            : pooling switch
            {
                "max" => new GlobalMaxPooling2D().Apply(features),
                "flatten" => new Flatten().Apply(features),
                _ => new GlobalAveragePooling2D().Apply(features),
            };

    private static KerasTensor Regulated(KerasTensor x, HeadSpec head)
    {
        x = head.BatchNormalization ? new BatchNormalization().Apply(x) : x;
        return head.Dropout > 0 ? new Dropout(head.Dropout).Apply(x) : x;
    }

    private static Regularizer? Penalty(HeadSpec head) => head.L2 > 0 ? Regularizer.L2(head.L2) : null;

    private static void Require(Network network, HeadEnd end)
    {
        if (network.OutputShape.Rank != 2 || network.OutputShape[1] != end.Units || !(end.TakesAnyActivation || network.FinalActivation == end.Activation))
        {
            throw new RefusedException(
                new Refusal(
                    end.TakesAnyActivation ? "trainer.head.units" : "trainer.head.unitsAndActivation",
                    ("units", end.Units),
                    ("activation", end.Activation),
                    ("reason", end.Reason),
                    ("output", network.OutputShape.ToString()),
                    ("received", network.FinalActivation ?? "none")
                )
            );
        }
    }

    private static TrainableModel AsItIs(Parts parts)
    {
        var network = parts.Backbone;
        if (parts.Augmentation is null)
        {
            return parts.Model(network, network, network, hasHead: false);
        }
        var (inputs, starts) = parts.Begin();
        return parts.Model(new Network(inputs, network.Apply(starts, CallArguments.One(network.DefaultKeywords()))), network, network, hasHead: false);
    }

    // On a CPU there is no float16 arithmetic worth having.
    private static void SetPrecision(TrainableModel model, IReadOnlyList<Layer> exact, string precision, TorchSharp.torch.Device device)
    {
        if (precision == "mixed_float16" && device.type == TorchSharp.DeviceType.CPU)
        {
            throw new RefusedException(new Refusal("trainer.precision.cpu"));
        }
        var policy = DTypePolicy.Named(precision);
        foreach (var layer in model.Core.WithInside().Where(layer => layer is not Network))
        {
            layer.DTypePolicy = policy;
        }
        foreach (var layer in exact.SelectMany(layer => layer.WithInside()))
        {
            layer.DTypePolicy = DTypePolicy.Float32;
        }
    }
}
