using System.CommandLine;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops export</c>: a dataset as a zip archive of its pictures and annotation files, or one of texts as a table.</summary>
internal static class ExportVerb
{
    public static Command Create(HostOutput output)
    {
        var data = Verb.Data();
        var format = new Option<string>("--format")
        {
            Description = CommandTexts.Of("export.format", string.Join(", ", AnnotationExport.Formats.Append(TextExport.Format))),
            Required = true,
        };
        var to = new Option<string>("--out") { Description = CommandTexts.Of("export.out"), Required = true };
        var spreadsheet = new Option<bool>("--spreadsheet") { Description = CommandTexts.Of("predict.spreadsheet") };
        var json = Verb.Json();
        var command = new Command("export", CommandTexts.Of("export")) { data, format, to, spreadsheet, json };
        command.SetAction(
            (parsed, stop) =>
            {
                var file = parsed.GetRequiredValue(to);
                var (from, form) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(format));
                var isOfTexts = form == TextExport.Format;
                var pictures = isOfTexts ? TextExport.Write(from, file, parsed.GetValue(spreadsheet), stop) : AnnotationExport.Write(from, form, file, stop);
                if (parsed.GetValue(json))
                {
                    output.Json(
                        new
                        {
                            Format = form,
                            File = Path.GetFullPath(file),
                            Pictures = pictures,
                        }
                    );
                }
                output.Say(CommandTexts.Of(isOfTexts ? "export.writtenTexts" : "export.written", pictures, file));
                return Task.FromResult(ExitCode.Done);
            }
        );
        return command;
    }
}
