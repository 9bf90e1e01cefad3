using System.Text.Json;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Inputs.Pictures;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>One label a picture, for tests of what is the same for every task.</summary>
internal static class Classes
{
    private static readonly ImageClassificationTask Task = new();

    public static ClassificationObjective Crossentropy { get; } = new(new CategoricalCrossentropy());

    public static Strata Strata(LabelledFiles files) => Task.Strata(files.Targets, files.ClassNames);

    public static PictureExamples Examples(PictureStore store) => new(store, new ClassTargets(store.Files.ClassNames));

    public static double[] SamplingWeights(LabelledFiles files) => Task.SamplingWeights([.. files.Files.Select(file => file.TargetNumbers)]);

    /// <summary>Examples of a step that were right.</summary>
    public static long Right(this StepResult result) => (long)result.Observed.Single().Values[0];

    public static double Accuracy(this EpochSums sums) => Crossentropy.Values(sums).Single().Value;

    public static EvaluationReport ReadReport(string path) => JsonSerializer.Deserialize<EvaluationReport>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
}
