using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Runs as addresses name them: by id, or by the number that people say to each other.</summary>
public static class RunNames
{
    /// <summary>The runs in the order of their names, each once; what names none is left out. Asks only where a number is among them.</summary>
    public static async Task<IReadOnlyList<RunId>> FindAsync(ISender sender, IReadOnlyList<string> names)
    {
        int[] numbers = [.. names.Select(Number).OfType<int>().Distinct()];
        var found = numbers.Length == 0 ? null : await sender.Send(new FindRunNumbers(numbers));
        return
        [
            .. names
                .Select(name =>
                    Number(name) is { } number
                        ? found!.TryGetValue(number, out var run)
                            ? run
                            : null
                        : Id(name)
                )
                .OfType<RunId>()
                .Distinct(),
        ];
    }

    private static RunId? Id(string name) => Guid.TryParse(name, out var id) ? new RunId(id) : null;

    private static int? Number(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
