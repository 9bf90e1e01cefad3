using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>Reads a network's outputs as a classifier's answer, the same for <c>predict</c> and <c>evaluate</c>.</summary>
public static class ClassifierOutput
{
    /// <summary>What an output means: as its last activation says; a linear one gives logits, unless the file's loss is not a classifier's.</summary>
    /// <param name="loss">As compile_config has it; null for a network that was not compiled.</param>
    public static OutputMeaning MeaningOf(KerasTensor output, JsonNode? loss) =>
        output.Shape.Rank != 2
            ? OutputMeaning.Numbers
            : Network.ActivationOf(output.Layer) switch
            {
                "softmax" or "sigmoid" or "hard_sigmoid" => OutputMeaning.Probabilities,
                "linear" or "log_softmax" when loss is null || KerasLoss.IsClassifiers(loss) => OutputMeaning.Logits,
                _ => OutputMeaning.Numbers,
            };

    /// <summary>Logits [n, C] as probabilities, float32: a softmax's, or of one unit a sigmoid's.</summary>
    public static torch.Tensor Probabilities(torch.Tensor logits)
    {
        using var exact = logits.to_type(torch.ScalarType.Float32);
        return exact.shape[^1] == 1 ? exact.sigmoid() : torch.nn.functional.softmax(exact, -1);
    }

    /// <summary>A row of outputs as probabilities of all classes: one sigmoid unit tells of two.</summary>
    public static float[] Probabilities(float[] outputs) => outputs is [var second] ? [1 - second, second] : outputs;
}
