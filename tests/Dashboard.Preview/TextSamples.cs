using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Datasets of made-up texts: hotel reviews in Chinese with two classes, mail in English with labels.</summary>
internal static class TextSamples
{
    private static readonly Dictionary<string, string> TextsByHash = [];

    private static readonly string[] Good =
    [
        "酒店位置很好，离地铁站步行五分钟，房间干净，服务员热情。",
        "第二次入住了，一如既往的好。早餐品种丰富，床也很舒服，下次还会选择这里！",
        "性价比高，前台办理入住很快，还免费升级了房型，非常满意。",
        "环境安静，适合带孩子来。游泳池的水很干净，健身房设备也新。",
    ];

    private static readonly string[] Bad =
    [
        "房间有一股霉味，空调声音太大，整晚没睡好。",
        "前台态度冷淡，退房时排了半个小时的队，不会再来了。",
        "照片和实际相差太大，卫生间地漏堵了，打电话三次才有人来修。\n早餐也很一般，水果不新鲜。",
        "隔音太差，隔壁说话听得一清二楚；网络也慢，根本没法工作。",
    ];

    private static readonly string[] Letters =
    [
        "Hello, the invoice for March shows twice the amount we agreed on. Could you check it and send a corrected one?",
        "The app closes as soon as I open the second project. It began with version 4.2; a log is attached.",
        "Please cancel my subscription at the end of the month, and tell me whether my data can be exported before.",
        "Great work on the new editor. One wish: a key to jump to the next comment.",
    ];

    /// <summary>What an import could not read.</summary>
    public static IReadOnlyList<RefusedFile> Refused { get; } =
    [
        new("hotel-reviews.csv#812", "cells", "Expected 2 cells in line 812; received 4."),
        new("hotel-reviews.csv#1903", "empty", "Expected a text in line 1,903; received an empty cell."),
        new("hotel-reviews.csv#2210", "quotes", "The quote that begins in line 2,210 does not close; reading went on at line 2,211."),
    ];

    public static void Answer(FakeSender sender, Func<DatasetVersionId, IReadOnlyList<DatasetEntry>> entries)
    {
        sender.OnAsync<ListTexts, TextPage>(async q =>
        {
            await Task.Delay(150);
            var found = entries(q.Version)
                .Where(e =>
                    (q.Class is null || e.Names.Contains(q.Class))
                    && (q.Part is null || e.Part == q.Part)
                    && (
                        q.Flag is null
                        || (
                            q.Flag == PictureFlags.Unlabelled
                                ? e.Labels is { Count: 0 }
                                : e.Flags?.Any(f => f.StartsWith(q.Flag, StringComparison.Ordinal)) == true
                        )
                    )
                    && (q.Search is null || TextOf(e).Contains(q.Search, StringComparison.OrdinalIgnoreCase))
                )
                .ToList();
            return new(found.Count, [.. found.Skip(q.Skip).Take(q.Take).Select(Shown)]);
        });
        sender.OnAsync<GetTexts, IReadOnlyList<DatasetText>>(async q =>
        {
            await Task.Delay(200);
            var all = entries(q.Version).ToDictionary(e => e.Path);
            return [.. q.Paths.Where(all.ContainsKey).Select(path => Shown(all[path]))];
        });
        sender.OnAsync<PreviewTable, Outcome<TablePreview>>(async q =>
        {
            await Task.Delay(500);
            return Preview(q);
        });
        sender.OnAsync<GetTextCounts, TextCounts?>(async q =>
        {
            await Task.Delay(300);
            var all = entries(q.Version);
            return new(
                TextLengths.Of(all.Select(e => TokenEstimate.Of(TextOf(e)))),
                [
                    .. new[] { "duplicate", TextFlags.NearDuplicate, TextFlags.VeryLong, PictureFlags.Unlabelled }
                        .Select(flag => new ClassCount(
                            flag,
                            all.Count(e =>
                                flag == PictureFlags.Unlabelled
                                    ? e.Labels is { Count: 0 }
                                    : e.Flags?.Any(f => f.StartsWith(flag, StringComparison.Ordinal)) == true
                            )
                        ))
                        .Where(count => count.Count > 0),
                ]
            );
        });
    }

    // A table in GB18030 with a header, read as a person says.
    private static Outcome<TablePreview> Preview(PreviewTable request)
    {
        if (request.Source is not UploadSource { Name: var sent } || sent.EndsWith(".zip", StringComparison.Ordinal))
            return Outcome<TablePreview>.Refused(new Refusal("texts.import.preview", ("source", "pictures")));
        var choices = request.Choices ?? new();
        var header = choices.HasHeader ?? true;
        var encoding = choices.Encoding ?? "gb18030";
        string Read(string text) => encoding == "gb18030" ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        string[] names = header ? ["id", "label", "review", "date"] : ["column 1", "column 2", "column 3", "column 4"];
        var (text, label) = (choices.TextColumn ?? names[2], choices.LabelColumn ?? names[1]);
        var kind = choices.Kind ?? DatasetKinds.Class;
        if (text == label)
            return Outcome<TablePreview>.Refused(Refusal.OfSentence($"Expected two columns, one of texts and one of labels. Received \"{text}\" for both."));
        var rows = Enumerable
            .Range(0, 20)
            .Select(i => (string[])[$"{i + 1}", i % 3 == 0 ? "0" : "1", Read(i % 3 == 0 ? Bad[i % 4] : Good[i % 4]), $"2026-03-{1 + i:00}"])
            .ToList();
        if (!header)
            rows.Insert(0, ["id", "label", "review", "date"]);
        return new TablePreview(
            sent.Length > 0 ? sent : "pasted.txt",
            encoding,
            [new("gb18030", "Simplified Chinese (GB18030)"), new("big5", "Traditional Chinese (Big5)"), new("windows-1252", "Western (Windows-1252)")],
            ",",
            header,
            kind,
            [
                .. names.Select(name => new TableColumn(
                    name,
                    name == text ? ColumnRoles.Text
                        : kind == DatasetKinds.Numbers
                            ? (choices.TargetColumns ?? [names[1]]).Contains(name) ? ColumnRoles.Number
                                : ColumnRoles.Nothing
                        : name == label ? ColumnRoles.Label
                        : ColumnRoles.Nothing
                )),
            ],
            rows,
            7_766,
            [new(812, "cells", "Expected 4 cells. Received 6."), new(1_903, "empty", "Expected a text. Received an empty cell.")],
            2,
            kind == DatasetKinds.Numbers ? [new(names[1], 7_766)]
                : header ? [new("0", 2_444), new("1", 5_322)]
                : [new("0", 2_444), new("1", 5_322), new("label", 1)]
        );
    }

    public static DatasetText Shown(DatasetEntry entry) =>
        TextOf(entry) is { Length: > DatasetText.Longest } text ? new(entry, text[..DatasetText.Longest], true) : new(entry, TextOf(entry), false);

    public static string TextOf(DatasetEntry entry) => TextsByHash.GetValueOrDefault(entry.Sha256, "");

    public static DatasetManifest Reviews()
    {
        var entries = Enumerable
            .Range(0, 640)
            .Select(i =>
            {
                var good = i % 16 < 11;
                var from = good ? Good : Bad;
                var text =
                    i == 3
                        ? string.Concat(Enumerable.Range(0, 160).Select(k => Bad[k % 4]))
                        : string.Concat(Enumerable.Range(0, 1 + i * i % 5).Select(k => from[(i + k) % 4])) + (i % 3 == 0 ? $"（{i} 号房）" : "");
                string[]? flags =
                    i == 3 ? [TextFlags.VeryLong]
                    : i == 5 ? ["duplicate-of:hotel-reviews.csv#2"]
                    : i is 7 or 11 ? [TextFlags.NearDuplicateOf + "hotel-reviews.csv#9"]
                    : null;
                return Entry($"hotel-reviews.csv#{i + 2}", text, good ? "1" : "0", flags) with
                {
                    Part = i % 5 == 4 ? DatasetPart.Validation : DatasetPart.Training,
                };
            });
        return Of(["0", "1"], DatasetKinds.Class, entries);
    }

    /// <summary>What a model said of the reviews that are for validation.</summary>
    public static Predictions Judged(Random random, double accuracy) =>
        new(
            ["0", "1"],
            [
                .. Reviews()
                    .Entries.Where(entry => entry.Part == DatasetPart.Validation)
                    .Select(entry =>
                    {
                        var truth = entry.Class == "1" ? 1.0 : 0;
                        var sure = 0.55 + 0.44 * random.NextDouble();
                        var second = (random.NextDouble() < accuracy) == (truth == 1) ? sure : 1 - sure;
                        return new PredictionRow(entry.Path, [truth], [1 - second, second]);
                    }),
            ]
        );

    /// <summary>Words that tell for a class of the reviews, and against it.</summary>
    public static ClassWords Words(string name)
    {
        string[] good = ["好", "净", "热", "满", "舒", "级", "静", "早"];
        string[] bad = ["差", "霉", "淡", "不", "堵", "慢", "睡"];
        var held = Reviews().Entries.Where(entry => entry.Part == DatasetPart.Validation).Select(entry => (entry.Path, Text: TextOf(entry))).ToList();
        IReadOnlyList<TellingWord> Side(string[] words, int sign) =>
            [
                .. words
                    .Select(
                        (word, i) =>
                            (Word: word, Score: sign * 2.4 / (i + 1), In: held.Where(text => text.Text.Contains(word)).Select(text => text.Path).ToList())
                    )
                    .Where(word => word.In.Count > 0)
                    .Select(word => new TellingWord(word.Word, word.Score, word.In.Count, word.In)),
            ];
        return new(name, 50, 40, Side(name == "1" ? good : bad, 1), Side(name == "1" ? bad : good, -1));
    }

    public static DatasetManifest Mail()
    {
        string[] names = ["billing", "bug", "cancel", "praise", "wish"];
        var entries = Enumerable
            .Range(0, 180)
            .Select(i =>
                Entry($"support-mail.jsonl#{i + 1}", Letters[i % 4] + (i % 7 == 0 ? $" My number is {1000 + i}." : ""), "", null) with
                {
                    Labels = [.. names.Where((_, k) => k == i % 4 || (k == 4 && i % 4 == 3) || (k == 0 && i % 12 == 2)).Skip(i % 29 == 0 ? 5 : 0)],
                }
            );
        return Of(names, DatasetKinds.Labels, entries);
    }

    private static DatasetManifest Of(IReadOnlyList<string> names, string kind, IEnumerable<DatasetEntry> entries) =>
        new(names, [.. entries])
        {
            Kind = kind,
            Input = TextInputCard.InputName,
            Blobs = [new string('a', 64)],
        };

    private static DatasetEntry Entry(string path, string text, string @class, string[]? flags)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        TextsByHash[hash] = text;
        return new(path, @class, bytes.Length, hash, text.Length, TokenEstimate.Of(text), flags) { Blob = 0, Offset = 0 };
    }
}
