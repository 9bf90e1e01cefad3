using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>Objects in pictures, each a class and a box: a feature pyramid with a head for all of its levels, or the one-scale head of tutorials.</summary>
public sealed class ObjectDetectionTask : ITask
{
    public ITaskCard Card { get; } = new ObjectDetectionCard();

    public ITargets Targets(TrainingSpec spec, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training) =>
        new DetectorTargets(names, PicturePipeline.FormatOf(spec.Data), spec.Head is null ? DetectionDecoding.Default : DetectionDecoding.Of(spec, Card));

    public ITargets Targets(IReadOnlyList<string> names, JsonObject? fitted) => DetectorTargets.Read(names, fitted);

    public TrainableModel Build(ModelBuilder builder, TrainingSpec spec, ITargets targets)
    {
        JsonElement Member(string path) => TaskMembers.Get(spec, Card, path);
        var classes = targets.Names.Count;
        return builder.Build(
            spec,
            spec.Head is null || Member(ObjectDetectionSpec.Kind).GetString() == ObjectDetectionSpec.Simple
                ? new SimpleHead(classes)
                : new FcosHead(classes, Member(ObjectDetectionSpec.Channels).GetInt32(), Member(ObjectDetectionSpec.Convolutions).GetInt32())
        );
    }

    public IObjective Objective(LossSpec loss, ITargets targets, Network network, IReadOnlyList<IReadOnlyList<double>> training) =>
        new DetectorObjective(DetectorPlaces.Of(network, targets.Names.Count), (DetectorTargets)targets);

    public LossSpec LossFor(Network network, JsonNode? compiled) => new() { Class = Card.Losses[0] };

    // Keras has no such loss.
    public Compilation Compiled(LossSpec loss) => new(null, []);

    public double Mosaic(TrainingSpec spec) => TaskMembers.Get(spec, Card, ObjectDetectionSpec.Mosaic).GetDouble();

    // The rarest of a picture's classes decides: rare ones then fall on both sides as evenly as they can.
    public Strata Strata(IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets)
    {
        var (classes, counts) = Classes(stored);
        return new([.. classes.Select(of => of.Length > 0 ? of.MinBy(kind => counts[kind]) + 1 : 0)], null);
    }

    // By the mean of what would draw each class as often as any other.
    public double[] SamplingWeights(IReadOnlyList<IReadOnlyList<double>> stored)
    {
        var (classes, counts) = Classes(stored);
        var none = classes.Count(of => of.Length == 0);
        return [.. classes.Select(of => of.Length > 0 ? of.Average(kind => 1.0 / counts[kind]) : 1.0 / none)];
    }

    public JsonObject Fit(ITargets targets, Predictions validation) =>
        (((DetectorTargets)targets).Decoding with { ShownScore = new ObjectReport(validation, null).ShownScore }).ToJson();

    public Refusal? Misfit(Network network, IReadOnlyList<string> names)
    {
        try
        {
            DetectorPlaces.Of(network, names.Count);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Reason;
        }
    }

    public IAnswers Answers(Network network, ITargets targets, JsonObject? decoding) =>
        new ObjectAnswers(DetectorPlaces.Of(network, targets.Names.Count), targets.Names, DetectionDecoding.Of(decoding));

    // Of each picture, and in how many each is.
    private static (int[][] OfEach, Dictionary<int, int> Counts) Classes(IReadOnlyList<IReadOnlyList<double>> stored)
    {
        int[][] classes = [.. stored.Select(row => ObjectRow.Read(row, int.MaxValue).Objects.Select(found => found.Class).Distinct().ToArray())];
        return (classes, classes.SelectMany(of => of).CountBy(kind => kind).ToDictionary());
    }
}
