using System.Globalization;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Tests.Formats;

namespace MlOpsDashboard.Workers.Tests.Documentation;

/// <summary>docs/files.md: which files are read and which are refused, from the files of tests/Cases and the tables of the code.</summary>
internal static class FilesPage
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <param name="made">How the page is made, as a sentence.</param>
    public static string Text(string made)
    {
        var page = new StringBuilder("# Files\n\n" + made + "\n## Models\n\n")
            .Append(
                "What a file is, its content says, not its name: a `.keras` name may hold HDF5 (TensorFlow up to 2.12 wrote that), an `.h5` name a zip. Numbers are those of the Keras that wrote the file.\n\n"
            )
            .Append("| Written as | By | Read |\n|---|---|---|\n")
            .Append("| `.keras`, a zip of config.json, metadata.json and model.weights.h5 | Keras 3 | network, weights, optimizer |\n")
            .Append(
                "| `.keras`, the first zip layout (`_layer_checkpoint_dependencies`; backslashes where Windows wrote it) | TensorFlow 2.12 to 2.15 | network, weights; training begins anew |\n"
            )
            .Append("| `.h5`, `.hdf5`, or HDF5 under the name `.keras` | Keras 2.0 to 3 | network, weights; the optimizer of Keras 3 |\n")
            .Append("| `.weights.h5` | Keras 3 | weights into a network that is named (`backbone:NAME?weights=FILE`) |\n")
            .Append("| `.h5` of weights alone | Keras Applications, Keras 2 | weights into a network that is named |\n")
            .Append("| `.safetensors` | anyone | weights, with a map beside the file ([custom models](custom-models.md)) |\n\n")
            .Append("A file of at most ")
            .Append(
                Culture,
                $"{ModelFile.LargestFile / 1e9:0.0} GB is read. TensorFlow's SavedModel (a folder), `.tflite`, ONNX and PyTorch's `.pt` are not: save the model as `.keras`.\n\n"
            )
            .Append(
                "### Files that are written\n\n"
                    + "A run's `.keras` files carry, beside what Keras reads, how pictures or texts become the network's inputs and what its outputs are called (`preprocessing.json`), and the tokenizer of a network of texts (`assets/tokenizer`). "
                    + "Keras passes them over; `mlops predict` and `evaluate` take them where nothing stands beside the file. In Python:\n\n"
                    + "```python\nimport json, zipfile\nprint(json.loads(zipfile.ZipFile(\"model.keras\").read(\"preprocessing.json\"))[\"classNames\"])\n```\n\n"
                    + "Versions that were registered before this was written have their class names and preprocessing in the registry alone.\n\n"
            )
            .Append(
                "### Networks that the tests read\n\nEach file was written by the real Keras of that version, with the answer that Keras gave. The tolerance is a share of the largest number of the answer.\n\n"
            )
            .Append("| Keras | Network | Files | Result |\n|---|---|---|---|\n");
        foreach (
            var network in CaseFile
                .All()
                .Where(item => CaseFile.Written.Contains(item.File.Split('/')[0]))
                .GroupBy(item => (Version: item.File.Split('/')[1], item.Entry.Network))
        )
        {
            var files = string.Join(", ", network.Select(item => $"`{Path.GetFileName(item.File)}`"));
            page.Append(
                Culture,
                $"| {network.Key.Version} | {network.Key.Network} | {files} | {string.Join("; ", network.Select(item => Result(item.Entry)).Distinct())} |\n"
            );
        }
        return page.Append("\n### Layers and operations\n\n[All layers](layers.md). Of Keras before 3 also: ")
            .Append(List(LayerRegistry.ReadOfKeras2))
            .Append(". Named and refused: ")
            .Append(List(LayerRegistry.RefusedOfKeras2))
            .Append(", ")
            .Append(List(LayerRegistry.KnownToKerasOnly))
            .Append(".\n\n")
            .Append("Operations between layers, by Keras's class: ")
            .Append(List(OperationTable.Names))
            .Append(".\n\n")
            .Append("Functions of TensorFlow that Keras 2 keeps as `TFOpLambda`, `SlicingOpLambda` or `TensorFlowOpLayer`, by their name without module: ")
            .Append(List(TensorFlowFunctions.Table.Keys.Order(StringComparer.Ordinal)))
            .Append(".\n\n")
            .Append("### Refused, always\n\n")
            .Append("| File | Why | Way out |\n|---|---|---|\n")
            .Append(
                "| a `Lambda` or a class registered by somebody else | it carries code, which is never run | write the model with layers or operations of Keras |\n"
            )
            .Append("| weights as `.npz`, `.pkl`, `.pt` | pickle runs code | `model.save(\"m.keras\")` |\n")
            .Append("| a zip that holds a name twice, a name with `..`, entries that overlap | two programs would read two models | save it again |\n")
            .Append("| HDF5 that points into another file | no other file is opened | save it again |\n")
            .Append("| int8 weights | the numbers are not those of the layer's formula | save before `quantize` |\n\n")
            .Append(
                "## What is written\n\n`.keras`, `.h5`, `.weights.h5` as Keras 3 writes them, and [ONNX](onnx.md). Three things that Keras itself can't do with such a file are said when it is written:\n\n"
            )
            .Append(
                "- An `.h5` of a model with operations between its layers (MobileNetV3, masks) can't be read back by Keras, not even its own: take `.keras`.\n"
            )
            .Append(
                "- `Equalization` can't be built by Keras inside a model: apply it to the data.\n- `RandomShear` can't be read back by Keras from a file: apply it to the data.\n\n"
            )
            .Append("## Pictures\n\n")
            .Append("An import takes files that end in ")
            .Append(List(PictureKinds.Endings))
            .Append("; what a file is, its content says: ")
            .Append(PictureKinds.Words.Sentence)
            .Append(". How each is read, what is turned and which frame is taken: [pictures](pictures.md). ")
            .Append(
                "A folder given to `mlops train --data` is read as Keras reads it. A file that can't be read is a line of the import's report, and costs no other.\n\n"
            )
            .Append("## Folders, archives and tables\n\n")
            .Append(
                "One folder for each class, as a zip or a folder, wrapped in as many folders as you like; or one table (`.csv`, `.tsv`, `.jsonl`, a `.json` list) at the root, or given itself, with the columns `file` and `label`, `labels` (separated by `|`; empty for none) or one a number, and if you like `split` and `weight`. Of several tables at the root `manifest.csv` is read, else none. Tables and folders of texts: [text-tables.md](text-tables.md).\n\n"
            )
            .Append("| As people have it | Read as | Otherwise by |\n|---|---|---|\n")
            .Append(
                Culture,
                $"| folders named train, val, test (training, valid, dev, testing, holdout, train_images, seg_test, 测试集; in any case), as `train/cat/1.jpg` or `cat/train/1.jpg`, if there is training and one more; also in one more folder of that name | parts of the split; pictures of the part {DatasetPart.Test} are given to no run | `--parts none`; the dataset's page |\n"
            )
            .Append(
                "| names in a zip that does not declare them as Unicode | the likeliest code page, which the report names | `--names`; the dataset's page |\n"
            )
            .Append(
                "| classes that differ only by case, Unicode form or space around | different classes, and the report says so | `--merge-labels`; the dataset's page |\n"
            )
            .Append("| pictures with an EXIF orientation | turned as it says | `--orientation ignore`; the dataset's page |\n")
            .Append("| the same picture twice in a class (with the same labels or numbers) and part | once | |\n")
            .Append(
                "| the same picture in two classes (with other labels or numbers) or two parts | both, flagged | `--several-labels` makes labels of the classes; the dataset's page does, and keeps a picture in one part |\n"
            )
            .Append("| an archive in the archive (zip, 7z, rar, tar, gz ...) | listed, not opened | unpack it, import that |\n")
            .Append("| zeros, or up to 64 KiB of other bytes, behind a zip | read over | |\n\n")
            .Append("Code pages: ")
            .Append(List(CodePage.All.Select(page => page.Name)))
            .Append(".\n\n")
            .Append(
                "Refused by entry: a path with `..`, a drive, a control character or a name that Windows reserves; links and devices; encrypted entries; packing other than deflate; a wrong checksum. Refused as a whole: fewer than two classes, no label at all, a class without a good picture, entries that overlap, more than a limit.\n"
            )
            .ToString();
    }

    private static string Result(CaseFile entry)
    {
        try
        {
            using var model = ModelFile.Load(entry.Path);
            var answer = entry.Answer(model.Network);
            var scale = Math.Max(1e-3f, entry.Expected.Max(MathF.Abs));
            return answer.Zip(entry.Expected).All(pair => Math.Abs(pair.First - pair.Second) <= entry.Tolerance * scale)
                ? $"agrees to {entry.Tolerance.ToString("0.####", Culture)}"
                : "**differs**";
        }
        catch (RefusedException refusal)
        {
            return $"refused: {refusal.Message.Replace("|", "\\|", StringComparison.Ordinal)}";
        }
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
