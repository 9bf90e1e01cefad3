using System.CommandLine;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops export</c>: a dataset as a zip archive of its pictures and annotation files.</summary>
internal static class ExportVerb
{
    public static Command Create(HostOutput output)
    {
        var data = Verb.Data();
        var format = new Option<string>("--format")
        {
            Description = CommandTexts.Of("export.format", string.Join(", ", AnnotationExport.Formats)),
            Required = true,
        };
        var to = new Option<string>("--out") { Description = CommandTexts.Of("export.out"), Required = true };
        var json = Verb.Json();
        var command = new Command("export", CommandTexts.Of("export")) { data, format, to, json };
        command.SetAction(
            (parsed, stop) =>
            {
                var file = parsed.GetRequiredValue(to);
                var pictures = AnnotationExport.Write(parsed.GetRequiredValue(data), parsed.GetRequiredValue(format), file, stop);
                if (parsed.GetValue(json))
                {
                    output.Json(
                        new
                        {
                            Format = parsed.GetRequiredValue(format),
                            File = Path.GetFullPath(file),
                            Pictures = pictures,
                        }
                    );
                }
                output.Say(CommandTexts.Of("export.written", pictures, file));
                return Task.FromResult(ExitCode.Done);
            }
        );
        return command;
    }
}
