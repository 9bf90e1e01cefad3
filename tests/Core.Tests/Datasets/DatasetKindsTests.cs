using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class DatasetKindsTests
{
    [Theory]
    [InlineData(DatasetKinds.Class, "image-classification", "multi-label-classification")]
    [InlineData(DatasetKinds.Labels, "multi-label-classification")]
    [InlineData(DatasetKinds.Numbers, "regression")]
    [InlineData("boxes", "object-detection")]
    public void TasksFor_NamesTheKindsOwnTaskFirst(string kind, params string[] tasks) =>
        Assert.Equal(tasks, DatasetKinds.TasksFor(kind).Select(card => card.Name).Where(name => tasks.Contains(name)));

    [Fact]
    public void EveryTask_LearnsFromAKind_AndSaysWhatItTakes() =>
        Assert.All(
            TaskCards.All,
            card =>
            {
                Assert.NotEmpty(card.Kinds);
                Assert.All(card.Kinds, kind => Assert.Contains(kind, DatasetKinds.All));
                Assert.NotEmpty(card.Takes.Sentence);
                Assert.True(RefusalText.Knows(card.Takes), card.Name);
            }
        );

    [Theory]
    [InlineData(
        "image-classification",
        DatasetKinds.Numbers,
        "Expected one class each (class folders, or a table with the column label) for the task image-classification. Received: numbers."
    )]
    [InlineData(
        "image-classification",
        DatasetKinds.Labels,
        "Expected one class each (class folders, or a table with the column label) for the task image-classification. Received: several labels each."
    )]
    [InlineData("regression", DatasetKinds.Class, "Expected numbers (a table with a column for each) for the task regression. Received: one class each.")]
    [InlineData(
        "multi-label-classification",
        DatasetKinds.Numbers,
        "Expected labels (a table with the column labels, or class folders) for the task multi-label-classification. Received: numbers."
    )]
    public void Problems_OfATaskThatDoesNotFit_SayWhatItTakes(string task, string kind, string sentence)
    {
        var problem = Assert.Single(DatasetFit.Problems(new TrainingSpec { Task = task }, kind, ["a", "b"]));
        Assert.Equal(("task", sentence), (problem.Path, problem.Sentence));
    }

    [Theory]
    [InlineData("image-classification", DatasetKinds.Class, 1)]
    [InlineData("multi-label-classification", DatasetKinds.Class, 0)]
    [InlineData("multi-label-classification", DatasetKinds.Labels, 0)]
    public void Problems_OfABinaryLoss_AskForTwoClassesOnlyWhereThereIsOneUnit(string task, string kind, int problems)
    {
        var spec = new TrainingSpec
        {
            Task = task,
            Loss = new() { Class = "BinaryCrossentropy" },
        };
        Assert.Equal(problems, DatasetFit.Problems(spec, kind, ["a", "b", "c"]).Count);
    }
}
