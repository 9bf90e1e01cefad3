using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Every model file of tests/Cases predicts what the Keras that wrote it did, and does so again from a .keras file that we wrote.</summary>
public class CaseFileTests
{
    private const int LongestRefusal = 300;

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (var (file, _) in CaseFile.All())
        {
            files.Add(file);
        }

        return files;
    }

    [Theory, MemberData(nameof(Files))]
    public void Load_PredictsAsTheKerasThatWroteIt(string file)
    {
        var entry = CaseFile.All().Single(item => item.File == file).Entry;
        using var scope = NewDisposeScope();
        LoadedModel model;
        try
        {
            model = ModelFile.Load(entry.Path);
        }
        catch (RefusedException refusal) when (entry.MayRefuse is not null)
        {
            Assert.InRange(refusal.Message.Length, 1, LongestRefusal);
            Assert.Matches("^(Layer|Operation) '", refusal.Message);
            Assert.Contains(entry.MayRefuse.Replace("names ", "").Replace("the operation", "Operation"), refusal.Message);
            return;
        }

        using (model)
        {
            AssertPredicts(model.Network, entry);
            var again = Path.Combine(TestFolder.Create(), "again.keras");
            try
            {
                KerasFile.Save(model.Network, again);
            }
            catch (RefusedException refusal)
            {
                // What Keras 3 has no name for is named.
                Assert.InRange(refusal.Message.Length, 1, LongestRefusal);
                Assert.Matches("hard_sigmoid|gone_local", Path.GetFileName(entry.Path));
                return;
            }

            using var reread = ModelFile.Load(again);
            AssertPredicts(reread.Network, entry);
        }
    }

    private static void AssertPredicts(Network network, CaseFile entry)
    {
        var actual = entry.Answer(network);
        Assert.Equal(entry.Expected.Length, actual.Length);
        var scale = Math.Max(1e-3f, entry.Expected.Max(MathF.Abs));
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - entry.Expected[i]) <= entry.Tolerance * scale,
                string.Create(CultureInfo.InvariantCulture, $"Number {i}: expected {entry.Expected[i]}, received {actual[i]}.")
            );
        }
    }
}
