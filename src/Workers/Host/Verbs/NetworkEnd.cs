using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>An output of a network.</summary>
/// <param name="Name">Its layer's, as Keras calls it.</param>
/// <param name="Task">What its numbers answer where a pipeline stored beside the model says so; null where that is told from the output itself.</param>
internal sealed record NetworkEnd(string Name, OutputMeaning Meaning, IAnswers? Task = null)
{
    /// <summary>The output as probabilities, where it is a classifier's, else as it is.</summary>
    public torch.Tensor Read(torch.Tensor output) => Meaning == OutputMeaning.Logits ? ClassifierOutput.Probabilities(output) : output.alias();

    /// <param name="classes">The names of a classifier's classes; empty where they are not known.</param>
    /// <param name="placement">Of the picture that is answered; null for what is none.</param>
    public IAnswers Answers(IReadOnlyList<string> classes, PicturePlacement? placement = null)
    {
        var answers = Task ?? (Meaning != OutputMeaning.Numbers ? new ClassAnswers(classes) : new RawAnswers());
        return placement is null ? answers : answers.At(placement);
    }
}
