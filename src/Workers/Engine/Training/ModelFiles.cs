using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Model files on disk.</summary>
/// <param name="imageNetWeights">The checked file that <c>imagenet</c> stands for, fetched before the run; null where the run needs none.</param>
/// <param name="texts">Where named networks of texts come from; null where the run needs none.</param>
public sealed class ModelFiles(string? imageNetWeights = null, TextWeightStore? texts = null) : IModelFiles
{
    public Network Read(string path) => Open(path).Network;

    public LoadedModel Open(string path)
    {
        var loaded = ModelFile.Load(path);
        loaded.Optimizer?.Dispose();
        return loaded with { Optimizer = null };
    }

    public LoadedModel OpenBackbone(BackboneSpec backbone, ulong seed)
    {
        var named = TextBackboneCatalog.Named(backbone.Name!);
        if (!named.IsPretrained)
        {
            return new LoadedModel(NGrams.Build(new NGramOptions().Buckets, NGrams.UsualWidth), null, null) { Tokenizer = new NGramTokenizer() };
        }
        var store = texts ?? throw new RefusedException(new Refusal("trainer.weights.missing", ("backbone", named.Name)));
        return store.LoadAsync(named, backbone.Weights == "none" ? seed : null).GetAwaiter().GetResult();
    }

    public void LoadWeights(Backbone backbone, Network network, string weights) =>
        ModelFile.LoadWeights(
            network,
            weights != "imagenet" ? weights : imageNetWeights ?? throw new RefusedException(new Refusal("trainer.weights.missing", ("backbone", backbone.Name)))
        );

    public SavedOptimizer ReadOptimizer(string path)
    {
        var loaded = ModelFile.Load(path);
        loaded.Network.Dispose();
        var source = Path.GetFileName(path);
        try
        {
            var spec = SavedOptimizer.Read(loaded.CompileConfig, source);
            return new SavedOptimizer(
                source,
                spec,
                loaded.Optimizer ?? throw new RefusedException(new Refusal("trainer.optimizer.variablesMissing", ("source", source)))
            );
        }
        catch (RefusedException)
        {
            loaded.Optimizer?.Dispose();
            throw;
        }
    }

    public void Write(Network network, string path, Optimizer? optimizer, Compilation compilation, ITokenizer? tokenizer = null, string? preprocessing = null)
    {
        if (optimizer is null)
        {
            KerasFile.Save(network, path, tokenizer: tokenizer, preprocessing: preprocessing);
            return;
        }
        using var scope = torch.NewDisposeScope();
        var state = new Formats.OptimizerState(
            optimizer.Name,
            [
                ("iteration", torch.tensor(optimizer.Iterations)),
                // Keras keeps a variable for a number only; a schedule stands in the config.
                .. optimizer.Options.Schedule is null ? [("learning_rate", torch.tensor(optimizer.LearningRate))] : Array.Empty<(string, torch.Tensor)>(),
                .. optimizer.Slots.Select(slot => (slot.Path[(slot.Path.IndexOf('/') + 1)..], slot.Value)),
            ]
        );
        KerasFile.Save(network, path, CompileConfig(optimizer, compilation), state, tokenizer: tokenizer, preprocessing: preprocessing);
    }

    private static JsonObject CompileConfig(Optimizer optimizer, Compilation compilation) =>
        new()
        {
            ["optimizer"] = new JsonObject
            {
                ["module"] = "keras.optimizers",
                ["class_name"] = optimizer.ClassName,
                ["config"] = optimizer.GetConfig(),
                ["registered_name"] = null,
            },
            ["loss"] = compilation.Loss?.DeepClone(),
            ["loss_weights"] = null,
            ["metrics"] = new JsonArray([.. compilation.Metrics.Select(metric => JsonValue.Create(metric))]),
            ["weighted_metrics"] = null,
            ["run_eagerly"] = false,
            ["steps_per_execution"] = 1,
            ["jit_compile"] = false,
        };
}
