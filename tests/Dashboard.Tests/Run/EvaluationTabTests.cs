using Bunit;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class EvaluationTabTests : DashboardContext
{
    [Theory]
    [InlineData(RunStatus.Running, 2, "When the run ends")]
    [InlineData(RunStatus.Cancelled, 0, "before it had a model")]
    [InlineData(RunStatus.Cancelled, 2, "Resume it")]
    [InlineData(RunStatus.Failed, 2, "Resume it")]
    public void WithoutAnEvaluation_SaysHowThereWillBeOne(RunStatus status, int epochs, string says)
    {
        var details = Samples.Details(Samples.Row(1, status) with { EpochsDone = epochs }) with { HasEvaluation = false };
        Assert.Contains(says, Render<EvaluationTab>(p => p.Add(t => t.Details, details)).Markup);
    }
}
