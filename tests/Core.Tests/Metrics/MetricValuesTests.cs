using System.Text.Json;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Tests.Metrics;

public class MetricValuesTests
{
    [Fact]
    public void Json_KeepsOrderNullsAndEveryBit()
    {
        var values = MetricValues.Of(("val_r2", -0.1 / 3), ("loss", null), ("mae", 1e-300));
        var json = JsonSerializer.Serialize(values);
        Assert.StartsWith("{\"val_r2\":-0.0", json, StringComparison.Ordinal);
        Assert.Equal(values, JsonSerializer.Deserialize<MetricValues>(json));
        Assert.Equal("{\"a\":null}", JsonSerializer.Serialize(MetricValues.Of(("a", double.NaN))));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":\"b\"}")]
    [InlineData("{\"\":1}")]
    public void Json_ThatIsNoObjectOfNumbers_IsRefused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MetricValues>(json));

    [Fact]
    public void ANameTwice_IsRefused() =>
        Assert.Contains("received \"a\" twice", Assert.Throws<ArgumentException>(() => MetricValues.Of(("a", 1), ("a", 2))).Message);

    [Fact]
    public void Equality_IsOfNamesOrderAndValues()
    {
        Assert.Equal(MetricValues.Of(("a", 1), ("b", null)), MetricValues.Of(("a", 1), ("b", null)));
        Assert.NotEqual(MetricValues.Of(("a", 1), ("b", null)), MetricValues.Of(("b", null), ("a", 1)));
        Assert.NotEqual(MetricValues.Of(("a", 1)), MetricValues.Of(("a", 2)));
    }

    [Fact]
    public void With_TakesTheOthersInTheirPlace() =>
        Assert.Equal(MetricValues.Of(("a", 1), ("b", 5), ("c", 6)), MetricValues.Of(("a", 1), ("b", 2)).With(MetricValues.Of(("c", 6), ("b", 5))));
}
