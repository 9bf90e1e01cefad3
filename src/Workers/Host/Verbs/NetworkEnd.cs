using MlOpsDashboard.Workers.Engine.Tasks;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>An output of a network.</summary>
/// <param name="Name">Its layer's, as Keras calls it.</param>
internal sealed record NetworkEnd(string Name, OutputMeaning Meaning)
{
    /// <summary>Whether its numbers are a classifier's answer.</summary>
    public bool IsClassifier => Meaning != OutputMeaning.Numbers;

    /// <summary>The output as probabilities, where it is a classifier's, else as it is.</summary>
    public torch.Tensor Read(torch.Tensor output) => Meaning == OutputMeaning.Logits ? ClassifierOutput.Probabilities(output) : output.alias();
}
