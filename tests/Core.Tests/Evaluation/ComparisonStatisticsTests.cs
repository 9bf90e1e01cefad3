using System.Text.Json;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tests.Evaluation;

/// <summary>Agreement with SciPy (golden/metrics/comparison.json).</summary>
public class ComparisonStatisticsTests
{
    [Fact]
    public void McNemar_AgreesWithSciPy()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("metrics", "comparison.json")));
        foreach (var c in golden.RootElement.GetProperty("mcnemar").EnumerateArray())
        {
            var expected = c.GetProperty("p").GetDouble();
            var p = ComparisonStatistics.McNemar(c.GetProperty("b").GetInt32(), c.GetProperty("c").GetInt32());
            Assert.InRange(p, expected * (1 - 1e-9), expected * (1 + 1e-9));
        }
    }

    [Fact]
    public void Wilson_AgreesWithSciPy()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("metrics", "comparison.json")));
        foreach (var c in golden.RootElement.GetProperty("wilson").EnumerateArray())
        {
            var interval = ComparisonStatistics.Wilson(c.GetProperty("correct").GetInt32(), c.GetProperty("n").GetInt32());
            Assert.Equal(c.GetProperty("low").GetDouble(), interval.Low, 9);
            Assert.Equal(c.GetProperty("high").GetDouble(), interval.High, 9);
        }
    }

    [Fact]
    public void PairedT_AgreesWithSciPy()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("metrics", "comparison.json")));
        foreach (var c in golden.RootElement.GetProperty("paired_t").EnumerateArray())
        {
            var (a, b) = (Numbers(c, "a"), Numbers(c, "b"));
            Assert.Equal(c.GetProperty("n").GetInt32(), a.Count);
            var test = ComparisonStatistics.PairedT(a, b);
            var deviation = ComparisonStatistics.Spread([.. a.Zip(b, (x, y) => x - y)]).Deviation;
            (string Name, double? Value)[] values =
            [
                ("mean_a", test.MeanA),
                ("sd_a", test.DeviationA),
                ("mean_b", test.MeanB),
                ("sd_b", test.DeviationB),
                ("mean_difference", test.Difference),
                ("low", test.Low),
                ("high", test.High),
                ("t", test.T),
                ("p", test.P),
                ("sd_difference", deviation),
            ];
            // The interval's half width in standard errors.
            if (test.T is not null)
                Assert.Equal(c.GetProperty("t_critical").GetDouble(), (test.High - test.Difference) / (deviation / Math.Sqrt(a.Count)), 1e-6);
            foreach (var (name, value) in values)
            {
                var expected = c.GetProperty(name);
                if (expected.ValueKind == JsonValueKind.Null)
                    Assert.Null(value);
                else
                    Assert.True(Math.Abs(expected.GetDouble() - value!.Value) <= 1e-6, $"{name}: expected {expected}, received {value}");
            }
        }
    }

    [Fact]
    public void PairedDifference_HoldsTheTruthAboutAsOftenAsItSays()
    {
        // 95 % of intervals from samples of a known difference must hold it: a closed form can't drift, but a wrong one is seen here.
        var random = new Random(1);
        const int rounds = 2000,
            n = 150;
        var held = 0;
        for (var i = 0; i < rounds; i++)
        {
            int onlyA = 0,
                onlyB = 0;
            for (var k = 0; k < n; k++)
            {
                var u = random.NextDouble();
                if (u < 0.05)
                    onlyA++;
                else if (u < 0.17)
                    onlyB++;
            }
            var interval = ComparisonStatistics.PairedDifference(onlyA, onlyB, n);
            if (interval.Low <= 0.07 && 0.07 <= interval.High)
                held++;
        }
        Assert.InRange(held / (double)rounds, 0.93, 0.975);
    }

    [Fact]
    public void UnpairedDifference_MatchesNewcombesExample()
    {
        // Newcombe (1998), table II: 56/70 - 48/80, method 10: 0.0524 to 0.3339.
        var interval = ComparisonStatistics.UnpairedDifference(48, 80, 56, 70);
        Assert.Equal(0.0524, interval.Low, 4);
        Assert.Equal(0.3339, interval.High, 4);
    }

    private static List<double> Numbers(JsonElement c, string name) => [.. c.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];
}
