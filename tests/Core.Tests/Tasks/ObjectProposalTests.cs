using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks;

/// <summary>What a detector's answer proposes to a person who draws boxes.</summary>
public sealed class ObjectProposalTests
{
    private static readonly DatasetEntry Picture = new("a.png", "", 1, new string('a', 64), 100, 80) { Target = [100, 80] };

    [Fact]
    public void Objects_AreNumberedByTheDraftsNames_CutToThePicture_AndTheBestAlone()
    {
        var proposal = Propose(
            0.4,
            One("dog", 0.9, 10, 10, 120, 90),
            One("cat", 0.5, 0, 0, 20, 20),
            One("horse", 0.8, 0, 0, 20, 20),
            One("cat", 0.39, 30, 30, 40, 40),
            One("cat", 0.7, 110, 10, 120, 20)
        )!;
        var objects = ObjectRow.Read(proposal.Truth.Target!, 2).Objects;
        Assert.Equal([(1, new ObjectBox(10, 10, 100, 80)), (0, new ObjectBox(0, 0, 20, 20))], objects.Select(one => (one.Class, one.Box)));
        Assert.Equal([0.9, 0.5], proposal.Scores);
        Assert.Equal(0, proposal.Sureness);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.8, 0.9)]
    [InlineData(0.2, 0.9, 0.4)]
    public void Sureness_IsHowFarTheNearestScoreIsFromOneHalf(double expected, params double[] scores) =>
        Assert.Equal(expected, Propose(null, [.. scores.Select(score => One("cat", score, 0, 0, 10, 10))])!.Sureness, 1e-9);

    [Fact]
    public void AYoungModel_ProposesFewThings()
    {
        Assert.Empty(Propose(0.1, One("cat", 0.24, 0, 0, 10, 10))!.Scores);
        Assert.Equal(30, Propose(null, [.. Enumerable.Range(0, 100).Select(_ => One("cat", 0.6, 0, 0, 10, 10))])!.Scores.Count);
    }

    private static Core.Datasets.Labelling.LabelProposal? Propose(double? shown, params JsonObject[] objects) =>
        new ObjectDetectionCard().Propose(
            new("object-detection", ["cat", "dog", "horse"], shown is null ? null : new JsonObject { ["shownScore"] = shown }),
            new JsonObject { ["objects"] = new JsonArray([.. objects]) },
            Picture,
            ["cat", "dog"]
        );

    private static JsonObject One(string name, double score, double x1, double y1, double x2, double y2) =>
        new()
        {
            ["class"] = name,
            ["score"] = score,
            ["box"] = new JsonArray(x1, y1, x2, y2),
        };
}
