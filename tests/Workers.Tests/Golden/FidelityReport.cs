using System.Globalization;
using System.Text;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

[assembly: AssemblyFixture(typeof(FidelityReport))]

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>Writes <c>docs/fidelity.md</c> from what the tests compared, after the last of them and only where the environment's MLOPS_FIDELITY names the
/// file.</summary>
public sealed class FidelityReport : IDisposable
{
    private const string Head = """
        # How near Keras we are

        Each row is a comparison that a test makes with numbers Keras itself produced (Keras 3.15 on TensorFlow 2.21, filled weights, so that neither side needs a download).
        A difference is the largest one found, relative to the largest value of the tensor compared (a loss: to the loss, or to 1 where that is larger);
        "equal" means so to the last place: names, order, shapes, counts, configs, file trees. In brackets stands what the test would still accept.

        Made by `MLOPS_FIDELITY=docs/fidelity.md dotnet run --project tests/Workers.Tests` (from the top of the repository, with Keras's numbers in `tests/Golden`).

        """;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("MLOPS_FIDELITY") is { Length: > 0 } path)
        {
            File.WriteAllText(path, Text(Fidelity.Rows));
        }
    }

    internal static string Text(IEnumerable<FidelityRow> rows)
    {
        var text = new StringBuilder(Head);
        foreach (var section in rows.GroupBy(row => row.Section).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| | Equal | Differs at most by (allowed) |\n|---|---|---|\n");
            foreach (var subject in section.GroupBy(row => row.Subject).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                var (equal, near) = (subject.Where(row => row.Allowed == 0), subject.Where(row => row.Allowed > 0));
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {subject.Key} | {List(equal, row => row.Measure)} | {List(near, row => $"{row.Measure} {Number(row.Difference)} ({Number(row.Allowed)})")} |\n"
                );
            }
        }
        return text.ToString();
    }

    private static string List(IEnumerable<FidelityRow> rows, Func<FidelityRow, string> words) =>
        string.Join("; ", rows.OrderBy(row => row.Measure, StringComparer.Ordinal).Select(words));

    private static string Number(double value) => value == 0 ? "0" : value.ToString("0.#e0", CultureInfo.InvariantCulture);
}
