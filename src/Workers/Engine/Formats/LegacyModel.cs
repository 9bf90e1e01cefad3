using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Keras's legacy whole-model file (.h5): attribute model_config, group model_weights, and training_config with optimizer_weights if it was compiled.</summary>
internal static class LegacyModel
{
    public static bool Fits(HdfFile file) => file.Root.Text("model_config") is not null;

    public static LoadedModel Load(HdfFile file)
    {
        var network = NetworkReader.Read(ModelFile.ParseJson(file.Root.Text("model_config")!, "model_config"));
        LegacyWeights.Load(network, file.Root.Group("model_weights") ?? throw file.Root.Refuse("a group 'model_weights'"));
        var training = file.Root.Text("training_config") is { } text ? ModelFile.ParseJson(text, "training_config") : null;
        return new LoadedModel(network, training, LoadOptimizer(file));
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
            values.Add((name[(name.LastIndexOf('/') + 1)..], KerasWeightFile.ToTensor(group.Dataset(name.Split('/'))
                ?? throw new RefusedException($"The optimizer expects its variable '{name}' in the file. Received none."))));
        }

        return new OptimizerState(names[0].Split('/')[0], values);
    }
}
