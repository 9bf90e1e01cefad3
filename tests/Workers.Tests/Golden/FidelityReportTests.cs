using Xunit;

namespace MlOpsDashboard.Workers.Tests.Golden;

public sealed class FidelityReportTests
{
    [Fact]
    public void Text_GathersEachSubjectInARow_WithWhatIsEqualAndWhatDiffers()
    {
        var text = FidelityReport.Text([
            new(FidelitySection.Files, "b.keras", "predictions", 2.5e-7, 1e-4),
            new(FidelitySection.Backbones, "Net", "weights", 0, 0),
            new(FidelitySection.Backbones, "Net", "features", 0, 1e-4),
        ]);
        Assert.Contains(
            "## Backbones\n\n| | Equal | Differs at most by (allowed) |\n|---|---|---|\n| Net | weights | features 0 (1e-4) |\n\n## Files",
            text,
            StringComparison.Ordinal
        );
        Assert.EndsWith("| b.keras |  | predictions 2.5e-7 (1e-4) |\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_BeyondWhatIsAllowed_Fails() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Fidelity.Close(FidelitySection.Files, "test of the check", "value", 1.0, 1.1, 1e-3));
}
