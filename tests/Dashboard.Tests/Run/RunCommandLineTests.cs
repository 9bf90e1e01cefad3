using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class RunCommandLineTests
{
    [Fact]
    public void Of_WritesASpecThatParsesBack()
    {
        var spec = new TrainingSpec { Seed = 5 };
        var text = RunCommandLine.Of(12, spec);
        var json = text.Split("<<'SPEC'\n")[1].Split("\nSPEC\n")[0];
        Assert.Equal(5, TrainingSpecJson.Parse(json).Value!.Seed);
        Assert.EndsWith("mlops train --spec run-12.json --out run-12 --data FOLDER\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SpecThatHoldsTheClosingWord_TakesAnother()
    {
        var text = RunCommandLine.Of(1, new TrainingSpec { Data = new() { Path = "x\nSPEC\nrm -rf ~" } });
        Assert.StartsWith("cat > run-1.json <<'SPEC_'\n", text, StringComparison.Ordinal);
    }
}
