using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>A person's choices for a table as options of <c>mlops import</c>. A value stands in one argument with its option, so that none is taken for
/// another.</summary>
internal static class TableArguments
{
    public static string[] Of(TableChoices? choices) =>
        choices is null
            ? []
            :
            [
                .. choices.Encoding is { } encoding ? [$"--encoding={encoding}"] : Array.Empty<string>(),
                .. choices.HasHeader switch
                {
                    true => ["--header"],
                    false => ["--no-header"],
                    null => Array.Empty<string>(),
                },
                .. choices.TextColumn is { } text ? [$"--text-column={text}"] : Array.Empty<string>(),
                .. choices.LabelColumn is { } label ? [$"--label-column={label}"] : Array.Empty<string>(),
                .. (choices.TargetColumns ?? []).Select(column => $"--target-column={column}"),
                .. choices.Kind is { } kind ? [$"--kind={kind}"] : Array.Empty<string>(),
            ];
}
