using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.914, "share", "91.4 %", "+91.4 points")]
    [InlineData(0.412, null, "0.412", "+0.412")]
    [InlineData(3.2, "cm", "3.20 cm", "+3.20 cm")]
    [InlineData(-3.2, "cm", "-3.20 cm", "−3.20 cm")]
    [InlineData(125.0, "s", "2 min 5 s", "+2 min 5 s")]
    [InlineData(null, "cm", "not measured", "not measured")]
    [InlineData(double.NaN, "s", "not measured", "not measured")]
    public void Metric_HasItsUnit(double? value, string? unit, string expected, string delta)
    {
        Assert.Equal(expected, Format.Metric(value, unit));
        Assert.Equal(delta, Format.MetricDelta(value, unit));
    }

    [Theory]
    [InlineData(null, "not measured")]
    [InlineData(double.NaN, "not measured")]
    [InlineData(double.PositiveInfinity, "not measured")]
    [InlineData(0.0, "0")]
    [InlineData(0.41234, "0.412")]
    [InlineData(0.9996, "1.00")]
    [InlineData(12.345, "12.3")]
    [InlineData(1583.4, "1,583")]
    [InlineData(0.0000123, "1.23e-5")]
    [InlineData(-0.5, "-0.500")]
    public void Number_HasThreeDigits(double? value, string expected) => Assert.Equal(expected, Format.Number(value));

    [Theory]
    [InlineData(null, "not measured")]
    [InlineData(0.9139, "91.4 %")]
    [InlineData(0.0, "0.0 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(0.9998, "100 %")]
    [InlineData(0.9989, "99.9 %")]
    public void Percent_HasThreeDigits(double? share, string expected) => Assert.Equal(expected, Format.Percent(share));

    [Theory]
    [InlineData(0.021, "+2.1 points")]
    [InlineData(-0.01, "−1.0 point")]
    [InlineData(0.0001, "±0.0 points")]
    [InlineData(null, "not measured")]
    public void Points_CarryTheirSign(double? difference, string expected) => Assert.Equal(expected, Format.Points(difference));

    [Theory]
    [InlineData(0.8, "0.8 s")]
    [InlineData(41.4, "41 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(120, "2 min")]
    [InlineData(4320, "1 h 12 min")]
    [InlineData(-3, "0.0 s")]
    public void Duration_IsSaidInWords(double seconds, string expected) => Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(3.0, "a few seconds left")]
    [InlineData(41.0, "about 40 s left")]
    [InlineData(70.0, "about 1 min left")]
    [InlineData(150.0, "about 2 min left")]
    [InlineData(null, "time left not known yet")]
    public void Left_IsRough(double? seconds, string expected) => Assert.Equal(expected, Format.Left(seconds));

    [Theory]
    [InlineData(10, "just now")]
    [InlineData(180, "3 min ago")]
    [InlineData(7200, "2 h ago")]
    [InlineData(100_000, "yesterday")]
    [InlineData(3 * 86400, "3 days ago")]
    [InlineData(-30, "just now")]
    public void Ago_IsSaidInWords(double seconds, string expected) => Assert.Equal(expected, Format.Ago(Samples.Now.AddSeconds(-seconds), Samples.Now));

    [Theory]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00001, "1e-5")]
    [InlineData(0.000002, "2e-6")]
    public void Rate_IsWrittenAsPeopleDo(double rate, string expected) => Assert.Equal(expected, Format.Rate(rate));

    [Theory]
    [InlineData(1, "1 picture")]
    [InlineData(1583, "1,583 pictures")]
    public void Count_AgreesWithItsNoun(long count, string expected) => Assert.Equal(expected, Format.Count(count, "picture"));
}
