/// Given names that many people have, without those that are places, months or words of medicine as well.
enum GivenNames {
    /// In small letters, without accents.
    static let all = Set(
        [english, spanish, german, french].flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) })

    /// US Social Security Administration and Office for National Statistics: the most frequent of the last hundred years.
    private static let english = """
        james john robert michael william david richard joseph thomas christopher charles daniel matthew anthony mark donald steven
        andrew paul joshua kenneth kevin brian timothy ronald george jason edward jeffrey ryan jacob nicholas gary eric jonathan
        stephen larry justin scott brandon benjamin samuel gregory alexander patrick frank raymond jack dennis jerry tyler aaron jose
        adam nathan henry zachary douglas peter kyle noah ethan jeremy walter keith roger terry harry arthur albert gerald
        mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly
        emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen angela shirley
        brenda emma anna pamela nicole samantha katherine christine helen debra rachel carolyn janet maria catherine heather diane
        olivia julie joyce ruth joan evelyn lauren kelly christina judith megan andrea cheryl hannah jacqueline martha gloria teresa
        ann sara kathryn frances jean alice janice julia sophia isabella oliver liam lucas mason mike bob jim tom bill dave steve
        chloe claire hailey abigail ava mia amelia ella zoe natalie alexis alyssa brianna kayla jordan
        vanessa veronica monica erica erin tiffany wendy tina paula kim marie beverly phyllis lois norma
        marilyn doris edna ethel ellen eleanor irene josephine stanley leonard ralph eugene russell bruce howard carl
        wayne dylan logan gabriel bryan louis alan philip johnny randy bobby vincent clarence ernest
        joe dan chris matt tony jane kate susie jenny sally fred ian graham nigel trevor gareth fiona gillian
        """

    /// Instituto Nacional de Estadística (Spain), INEGI (Mexico).
    private static let spanish = """
        antonio manuel jose francisco juan javier carlos alejandro miguel rafael pedro sergio pablo fernando jorge luis
        alberto alvaro diego adrian raul enrique ramon vicente ivan ruben oscar andres joaquin eduardo roberto jaime ignacio
        salvador ricardo mario emilio gabriel guillermo mariano felipe gonzalo hugo mateo martina carmen josefa isabel dolores pilar
        ana cristina lucia francisca antonia mercedes concepcion luisa rosa elena paula manuela raquel marta beatriz juana
        encarnacion sofia patricia silvia ines alba irene nuria yolanda guadalupe gabriela fernanda valeria ximena leticia
        alejandra daniela veronica adriana claudia maite montserrat
        """

    /// Gesellschaft für deutsche Sprache: the most frequent of each decade since 1940.
    private static let german = """
        hans peter klaus wolfgang jurgen juergen dieter manfred uwe gunter guenter gunther horst bernd karl heinz gerhard helmut
        werner rolf rainer frank ralf joachim stefan matthias markus torsten thorsten jan lars sven tobias sebastian florian lukas
        leon felix jonas finn maximilian moritz fritz otto ernst kurt heinrich wilhelm friedrich ludwig franz josef johann georg
        ursula karin helga ingrid monika renate petra sabine brigitte andrea gabriele birgit heike susanne martina angelika anja
        kerstin silke katrin kathrin claudia anke stefanie tanja julia katharina lena lea hannah marie anneliese gisela erika
        elfriede hildegard gertrud ilse irmgard edith elke jutta heidi greta ingeborg christa waltraud rosemarie erna
        """

    /// INSEE, Fichier des prénoms: the most frequent since 1940.
    private static let french = """
        jean pierre michel andre philippe rene louis alain jacques bernard marcel daniel roger robert paul claude henri
        georges nicolas francois laurent frederic patrice eric julien pascal thierry stephane olivier guillaume gerard didier
        maurice sebastien antoine vincent raymond yves gilles dominique xavier mathieu thomas lucas hugo theo clement baptiste
        marie jeanne francoise monique catherine nathalie isabelle jacqueline anne sylvie martine madeleine nicole suzanne helene
        christine marguerite denise christiane valerie sandrine sophie celine virginie aurelie camille manon chloe lea ines
        margaux oceane genevieve odette yvonne brigitte chantal veronique colette simone josette germaine mireille
        benoit etienne emmanuel gaston lucien
        """
}
