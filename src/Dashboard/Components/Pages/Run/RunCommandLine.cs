using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>The same run for a shell: it writes the spec and trains it.</summary>
public static class RunCommandLine
{
    public static string Of(int number, TrainingSpec spec)
    {
        // A quoted here-document: nothing in the spec is expanded by the shell. A spec that held the closing word would end it early.
        var json = TrainingSpecJson.WriteComplete(spec);
        var end = "SPEC";
        while (json.Contains(end, StringComparison.Ordinal))
            end += "_";
        return $"cat > run-{number}.json <<'{end}'\n{json}\n{end}\nmlops train --spec run-{number}.json --out run-{number} --data FOLDER{Backbone(spec)}\n";
    }

    // A custom model of the dashboard is no file to a shell: its file is named beside the spec.
    private static string Backbone(TrainingSpec spec) => CustomModelPath.Parse(spec.Backbone.File) is null ? "" : " --backbone MODEL.keras";
}
