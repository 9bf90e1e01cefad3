using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using PureHDF;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Keras's legacy whole-model file (.h5): attribute model_config, group model_weights, and training_config with optimizer_weights if it was
/// compiled.</summary>
public static class LegacyModel
{
    internal static bool Fits(HdfFile file) => file.Root.Text("model_config") is not null;

    internal static LoadedModel Load(HdfFile file)
    {
        var weights = file.Root.Group("model_weights") ?? throw file.Root.Refuse(new("formats.expected.modelWeights"));
        var version = file.Root.Text("keras_version") ?? weights.Text("keras_version");
        var network = KerasFile.Sound(() =>
            NetworkReader.Read(
                LegacyConfig.Modernize(ModelFile.ParseJson(file.Root.Text("model_config")!, new("formats.json.member", ("name", "model_config"))), version)
            )
        );
        LegacyWeights.Load(network, weights);
        Vocabularies.Load(network, _ => null);
        var training = file.Root.Text("training_config") is { } text
            ? ToCompileConfig(ModelFile.ParseJson(text, new("formats.json.member", ("name", "training_config"))))
            : null;
        // Optimisers of Keras 2 keep other variables: training begins anew.
        return new LoadedModel(network, training, version is ['1' or '2', ..] ? null : LoadOptimizer(file));
    }

    /// <summary>Writes a model as Keras 3 writes its legacy format.</summary>
    public static void Save(Network network, string path, JsonObject? compileConfig = null, OptimizerState? optimizer = null) =>
        ModelFile.WriteDurably(path, network, optimizer, stream => Build(network, compileConfig, optimizer).Write(stream));

    private static H5File Build(Network network, JsonObject? compileConfig, OptimizerState? optimizer)
    {
        var file = new H5File { Attributes = { ["backend"] = "tensorflow", ["keras_version"] = KerasFile.KerasVersion } };
        file.Attributes["model_config"] = KerasJson.Text(NetworkConfig.Describe(network, legacy: true));
        file["model_weights"] = LegacyWeights.Build(network);
        if (compileConfig is null)
        {
            return file;
        }

        file.Attributes["training_config"] = KerasJson.Text(ToTrainingConfig(compileConfig));
        if (optimizer is not null)
        {
            file["optimizer_weights"] = BuildOptimizer(network, optimizer);
        }

        return file;
    }

    private static H5Group BuildOptimizer(Network network, OptimizerState optimizer)
    {
        var group = new H5Group();
        var names = Names(network, optimizer);
        for (var i = 0; i < names.Length; i++)
        {
            LegacyWeights.Add(group, names[i], optimizer.Variables[i].Value);
        }

        group.Attributes["weight_names"] = names;
        return group;
    }

    // A .keras file numbers the variables; here they have names again. With two slots a weight they are what the Adams call momentum and velocity.
    private static string[] Names(Network network, OptimizerState optimizer)
    {
        var weights = network.TrainableWeights;
        var twoSlots = optimizer.Variables.Count == 2 + 2 * weights.Count;
        return
        [
            .. optimizer.Variables.Select(
                (variable, i) =>
                    $"{optimizer.Name}/"
                    + (
                        variable.Name.Length > 0 ? variable.Name
                        : i == 0 ? "iteration"
                        : i == 1 ? "learning_rate"
                        : twoSlots ? $"{weights[(i - 2) / 2].Path.Replace('/', '_')}_{(i % 2 == 0 ? "momentum" : "velocity")}"
                        : $"variable_{i}"
                    )
            ),
        ];
    }

    // The legacy file calls the optimiser optimizer_config, and puts it last.
    private static JsonObject ToTrainingConfig(JsonObject compileConfig)
    {
        var training = (JsonObject)compileConfig.DeepClone();
        if (training["optimizer"] is JsonObject optimizer)
        {
            training.Remove("optimizer");
            training["optimizer_config"] = new JsonObject
            {
                ["class_name"] = optimizer["class_name"]?.DeepClone(),
                ["config"] = optimizer["config"]?.DeepClone(),
            };
        }

        return training;
    }

    private static JsonObject ToCompileConfig(JsonObject training)
    {
        var compile = new JsonObject();
        if (training["optimizer_config"] is JsonObject optimizer)
        {
            compile["optimizer"] = new JsonObject
            {
                ["module"] = "keras.optimizers",
                ["class_name"] = optimizer["class_name"]?.DeepClone(),
                ["config"] = optimizer["config"]?.DeepClone(),
                ["registered_name"] = null,
            };
        }

        foreach (var (key, value) in training)
        {
            if (key != "optimizer_config")
            {
                compile[key] = value?.DeepClone();
            }
        }

        return compile;
    }

    private static OptimizerState? LoadOptimizer(HdfFile file)
    {
        if (file.Root.Group("optimizer_weights") is not { } group || group.Texts("weight_names") is not { Count: > 0 } names)
        {
            return null;
        }

        var values = new List<(string, Tensor)>();
        foreach (var name in names)
        {
            values.Add(
                (
                    name[(name.LastIndexOf('/') + 1)..],
                    KerasWeightFile.ToTensor(
                        group.Dataset(name.Split('/')) ?? throw new RefusedException(new Refusal("formats.optimizer.namedVariableMissing", ("variable", name)))
                    )
                )
            );
        }

        return new OptimizerState(names[0].Split('/')[0], values);
    }
}
