using Insights.Vocabulary;

namespace Insights.Widgets.Qrp;

/// <summary>Programs by the name a reader knows.</summary>
public static class ProgramNames
{
    /// <summary>A successor program is a row of data: until someone writes its words, it goes by its key.</summary>
    public static string Of(string program, Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Has("qrp.program." + program) ? language["qrp.program." + program] : program;
    }
}
