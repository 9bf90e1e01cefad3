namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>What people call the columns of their tables.</summary>
internal static class ColumnNames
{
    private static readonly HashSet<string> Texts = Of(
        "text,texts,text_a,sentence1,headline,review,reviews,review_body,reviewtext,sentence,comment,comment_text,content,message,body,tweet,query,question,utterance,document,v2,文本,评论,評論,内容,內容,句子,正文,文字,留言,问题,短信"
    );

    private static readonly HashSet<string> OneLabel = Of(
        "label,class,category,target,sentiment,intent,topic,v1,y,label_name,tag,polarity,标签,標籤,类别,類別,分类,分類,情感,类目,意图,主题"
    );

    private static readonly HashSet<string> SeveralLabels = Of("labels,tags,categories,topics,标签列表,多标签");

    private static readonly HashSet<string> Nothings = Of("id,index,idx,no,no.,row,uid,uuid,guid,date,time,timestamp,编号,序号,日期,时间,unnamed: 0");

    public static bool IsText(string name) => Texts.Contains(Key(name));

    public static bool IsLabel(string name) => OneLabel.Contains(Key(name));

    public static bool IsLabels(string name) => SeveralLabels.Contains(Key(name));

    public static bool IsPart(string name) => Key(name) is "split" or "part" or "subset" or "fold_name" or "划分" or "数据集";

    public static bool IsWeight(string name) => Key(name) is "weight" or "sample_weight" or "权重";

    /// <summary>What is counted or dated, and nobody learns.</summary>
    public static bool IsNothing(string name) => Nothings.Contains(Key(name)) || Key(name).EndsWith("_id", StringComparison.Ordinal) || name.Length == 0;

    /// <summary>Whether it is any of them: such a row is a header.</summary>
    public static bool IsKnown(string name) =>
        IsText(name) || IsLabel(name) || IsLabels(name) || IsPart(name) || IsWeight(name) || (name.Length > 0 && IsNothing(name));

    private static string Key(string name) => name.Trim().ToLowerInvariant();

    private static HashSet<string> Of(string names) => new(names.Split(','), StringComparer.Ordinal);
}
